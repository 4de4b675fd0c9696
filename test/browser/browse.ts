// A person at a real Chromium: what they see, press and type. Scripts are off unless a test wants them, because every page
// must work without. With FIRSTLIGHT_SCREENSHOTS=1 the pages are photographed for docs/.

import { mkdirSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

export const desktop = { width: 1100, height: 760 };
export const phone = { width: 390, height: 760 };

const pictures = new URL('../../docs/connect/', import.meta.url);

export interface BrowsingPerson {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about: a blocked style or form, a failed load. */
  readonly complaints: readonly string[];
  /** Every address a document was shown at. */
  readonly seen: readonly string[];
  heading(): Promise<string>;
  press(name: string): Promise<void>;
  /** At the sandbox's consent page. */
  decide(options: { readonly user: string; readonly untick?: string; readonly no?: boolean }): Promise<void>;
  photograph(name: string): Promise<void>;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromiumPath'),
    // Chromium refuses its own sandbox to root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

export async function newPerson(
  browser: Browser,
  options: { readonly scripts?: boolean; readonly viewport?: typeof desktop; readonly dark?: boolean } = {},
): Promise<BrowsingPerson> {
  const context = await browser.newContext({
    javaScriptEnabled: options.scripts ?? false,
    viewport: options.viewport ?? desktop,
    colorScheme: options.dark ? 'dark' : 'light',
    locale: 'en-US',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const seen: string[] = [];
  page.on('console', (message) => {
    // A page that says "expired" is answered 410; the browser calls that a failed load.
    const isStatus = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isStatus) complaints.push(message.text());
  });
  page.on('framenavigated', (frame) => seen.push(frame.url()));

  return {
    page,
    context,
    complaints,
    seen,
    heading: async () => (await page.getByRole('heading', { level: 1 }).textContent()) ?? '',
    async press(name) {
      const control = page.getByRole('button', { name }).or(page.getByRole('link', { name }));
      await control.click();
      await page.waitForLoadState();
    },
    async decide({ user, untick, no }) {
      await page.locator(`input[name=user][value="${user}"]`).check();
      if (untick) await page.locator(`input[name=scope][value="${untick}"]`).uncheck();
      await page.getByRole('button', { name: no ? 'Deny' : 'Allow' }).click();
      await page.waitForLoadState();
    },
    async photograph(name) {
      if (process.env.FIRSTLIGHT_SCREENSHOTS !== '1') return;
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: new URL(`${name}.png`, pictures).pathname });
    },
  };
}
