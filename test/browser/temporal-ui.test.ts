// The operator's view: the real Temporal UI over a paused run. Sealed and with a hint for whoever has not signed in, readable
// for the operator who has.
import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDealsAndAccounts } from '../support/deals-and-accounts.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';
import { launchChromium, newPerson } from './browse.ts';

let stage: Stage;
let acme: StageTenant;
let browser: Browser;
let run: string;
let account: string;

beforeAll(async () => {
  browser = await launchChromium();
  stage = await startStage({
    world: { tenants: [{ id: 'acme', deals: 60, accounts: 30, unmatched: 0 }] },
    knobs: [{ scope: {}, knobs: { secondsPerCall: 0.1 } }],
  });
  acme = await stage.tenant('acme');
  const hubspot = await acme.connect('hubspot');
  const salesforce = await acme.connect('salesforce');
  account = salesforce.account.id;
  ({ id: run } = await acme.api.startRun({
    kind: 'steps',
    name: 'Deals for the morning',
    input: { steps: readDealsAndAccounts(hubspot, salesforce) },
  }));
  await until('some accounts were read', async () => {
    const { calls } = await stage.control.countCalls({ grant: salesforce.grant.grant, kind: 'data' });
    return calls >= 2;
  });
  await stage.control.revoke({ grant: salesforce.grant.grant });
  await until('the run waits', async () => (await acme.api.run(run)).pausedOn.length > 0);
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

const wide = { width: 1400, height: 1000 };
const pictures = new URL('../../docs/temporal-ui/', import.meta.url);

async function addressOf(workflowId: string, tab: string): Promise<string> {
  const { runId } = await stage.temporal.workflow.getHandle(workflowId).describe();
  return `${stage.temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}/${runId}/${tab}`;
}

async function photograph(page: Page, name: string): Promise<void> {
  if (process.env.FIRSTLIGHT_SCREENSHOTS !== '1') return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: new URL(`${name}.png`, pictures).pathname });
}

/** As docs/temporal-ui.md and the page say it. */
async function signIn(context: BrowserContext, ui: Page): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${stage.apiUrl}/codec`);
  await page.getByLabel('Operator’s key').fill(stage.operatorKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'You are signed in as operator.' }).waitFor();
  await page.close();
  await ui.getByTestId('data-encoder-status-success').click();
  const dialog = ui.locator('#data-encoder-settings');
  await dialog.getByTestId('use-local-endpoint-input').check();
  await dialog.getByRole('textbox').first().fill(`${stage.apiUrl}/codec`);
  await dialog.getByText('Include cross-origin credentials').click();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await ui.reload();
}

describe('Temporal UI', () => {
  it('shows nothing of what is sealed to whoever has not signed in, and says where to', async () => {
    const { page, context } = await newPerson(browser, { scripts: true, viewport: wide });
    await page.goto(await addressOf(`run:acme:${run}`, 'history'));
    await page.getByText(`Sealed. To read it, sign in at ${stage.apiUrl}/codec`).first().waitFor();
    expect(await page.getByText('Deals for the morning').count()).toBe(0);
    await photograph(page, 'sealed');
    await context.close();
  });

  it('reads as the story of the night for the operator who has signed in', async () => {
    const { page, context } = await newPerson(browser, { scripts: true, viewport: wide });
    await page.goto(await addressOf(`run:acme:${run}`, 'history'));
    await page.getByText('Sealed.').first().waitFor();
    await signIn(context, page);
    await page.getByText('Deals for the morning').first().waitFor();
    expect(await page.getByText('Sealed. To read it').count()).toBe(0);

    await page.goto(await addressOf(`run:acme:${run}`, 'timeline'));
    const timeline = page.locator('main, body').first();
    for (const words of [
      'check the plan, record the tools',
      'agent.run.started',
      `wait for account ${account}`,
    ]) {
      await timeline.getByText(words).first().waitFor();
    }
    await photograph(page, 'timeline');

    // Live details, which the worker answers: what it waits for, and what is done.
    await page.getByText('User Metadata', { exact: true }).first().click();
    // Temporal UI shows Markdown in frames of its own.
    const details = page.frameLocator('iframe').nth(2);
    for (const words of ['1 of 2 steps done', 'salesforce of the test', 'to be reauthorized']) {
      await details.getByText(words).first().waitFor();
    }
    await photograph(page, 'paused');
    await context.close();
  });

  it('finds what is paused, and for whom, by search attributes', async () => {
    const { page, context } = await newPerson(browser, { scripts: true, viewport: wide });
    const query = `FirstlightTenant = 'acme' AND FirstlightRunState = 'paused' AND FirstlightPausedOn = '${account}'`;
    await page.goto(`${stage.temporalUiUrl}/namespaces/default/workflows?query=${encodeURIComponent(query)}`);
    await page.getByText(`run:acme:${run}`).first().waitFor();
    await context.close();
  });
});
