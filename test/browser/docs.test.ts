// The API's description as a person sees it, in a real Chromium: readable in both schemes, on a desk and on a telephone.
// With FIRSTLIGHT_SCREENSHOTS_DIR set it is photographed there, to be looked at.

import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBareApp } from '../../src/http/describe-api.ts';
import { desktop, launchChromium, newPerson, phone } from './browse.ts';

// The document is made from the route table alone, so neither a database nor a worker is started for it.
const app = createBareApp();
const measure = readFileSync(new URL('./weakest-contrast.js', import.meta.url), 'utf8');

let browser: Browser;
let server: ReturnType<typeof serve>;
let url: string;

beforeAll(async () => {
  browser = await launchChromium();
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
  });
  url = `http://127.0.0.1:${port}/docs`;
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe('/docs', () => {
  it.each([
    ['desktop-light', { viewport: desktop, dark: false }],
    ['desktop-dark', { viewport: desktop, dark: true }],
    ['phone-light', { viewport: phone, dark: false }],
    ['phone-dark', { viewport: phone, dark: true }],
  ])('is readable and fits: %s', async (name, options) => {
    const { page, context, complaints } = await newPerson(browser, { ...options, scripts: true });
    await page.goto(url);

    const { ratio, text } = await page.evaluate<{ ratio: number; text: string }>(measure);
    expect(ratio, text).toBeGreaterThanOrEqual(4.5);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(options.viewport.width);
    expect(complaints).toEqual([]);
    const folder = process.env.FIRSTLIGHT_SCREENSHOTS_DIR;
    if (folder) await page.screenshot({ path: `${folder}/docs-${name}.png` });
    await context.close();
  });

  it('leads from the list to an operation, without scripts', async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(url);

    await page.getByRole('navigation').getByRole('link', { name: 'Start a run', exact: true }).click();

    expect(page.url()).toContain('#post-v1-runs');
    const place = await page.getByRole('heading', { name: 'Start a run', exact: true }).boundingBox();
    expect(place!.y).toBeLessThan(desktop.height);
    await context.close();
  });
});
