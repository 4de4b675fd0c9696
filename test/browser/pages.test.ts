// How the pages are made, measured in a real Chromium: contrast in both schemes, nothing cut off on a small telephone,
// controls large enough for a thumb, and a policy the browser enforces.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, type Caller, startApiWorld } from '../http/api-world.ts';
import { launchChromium, newPerson } from './browse.ts';

let browser: Browser;
let world: ApiWorld;
let tenant: Caller;

beforeAll(async () => {
  browser = await launchChromium();
  world = await startApiWorld();
  tenant = await world.newTenant('acme');
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const link = async (): Promise<string> =>
  (
    await tenant.call('POST', '/v1/accounts/links', {
      provider: 'google',
      label: 'A report with a rather long name',
    })
  ).body.url;
/** One page of each kind: it asks, it says no, it has nothing to offer. */
const paths = async (): Promise<string[]> => [
  await link(),
  `${await link()}/declined`,
  new URL('/connect/outcome/none', world.stack.apiUrl).href,
];

const measure = readFileSync(new URL('./weakest-contrast.js', import.meta.url), 'utf8');
const weakestContrast = (page: Page) => page.evaluate<{ ratio: number; text: string }>(measure);

describe('every page', () => {
  it.each([false, true])('has enough contrast, dark scheme: %s', async (dark) => {
    const { page, context } = await newPerson(browser, { scripts: true, dark });
    for (const path of await paths()) {
      await page.goto(path);
      const { ratio, text } = await weakestContrast(page);
      expect(ratio, text).toBeGreaterThanOrEqual(4.5);
    }
    await context.close();
  });

  it('fits a telephone 320 pixels wide, with controls a thumb can hit', async () => {
    const { page, context } = await newPerson(browser, {
      scripts: true,
      viewport: { width: 320, height: 568 },
    });
    for (const path of await paths()) {
      await page.goto(path);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      for (const control of await page.locator('button, a').all()) {
        expect((await control.boundingBox())!.height).toBeGreaterThanOrEqual(44);
      }
    }
    await context.close();
  });

  it('has a language, a title, one main part and one heading', async () => {
    const { page, context } = await newPerson(browser);
    for (const path of await paths()) {
      await page.goto(path);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      expect(await page.title()).toMatch(/. · Firstlight$/);
      expect(await page.getByRole('main').count()).toBe(1);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    }
    await context.close();
  });

  it('runs no script and is shown in no frame, whoever puts it there', async () => {
    const { page, context, complaints } = await newPerson(browser, { scripts: true });
    await page.goto(await link());
    await page.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.body.append(script);
    `);
    expect(await page.title()).not.toBe('taken over');
    expect(complaints.join()).toContain('Content Security Policy');

    await page.setContent(`<iframe src="${await link()}"></iframe>`);
    const frame = page.frames().at(-1)!;
    await frame.waitForLoadState();
    expect(await frame.getByRole('button').count()).toBe(0);
    await context.close();
  });
});
