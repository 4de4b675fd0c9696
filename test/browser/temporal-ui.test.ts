// The operator's view: the real Temporal UI over a paused run. Sealed and with a hint for whoever has not signed in, readable
// for the operator who has.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    input: {
      steps: [
        {
          id: 'deals',
          account: hubspot.account.id,
          tool: 'hubspot.search_deals',
          input: { pageSize: 20, properties: ['salesforce_account_id'] },
        },
        {
          id: 'accounts',
          account,
          tool: 'salesforce.accounts_by_ids',
          input: { ids: { rowsOf: 'deals', field: 'salesforce_account_id' }, fields: ['Name'], batchSize: 5 },
        },
      ],
    },
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

const pageOf = (workflowId: string, tab: string) =>
  until('the UI knows it', async () => {
    const { runId } = await stage.temporal.workflow.getHandle(workflowId).describe();
    return `${stage.temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}/${runId}/${tab}`;
  });

describe('Temporal UI', () => {
  it('looks', async () => {
    const { page, context, complaints } = await newPerson(browser, {
      scripts: true,
      viewport: { width: 1400, height: 1000 },
    });

    await page.goto(await pageOf(`run:acme:${run}`, 'history'));
    await page.waitForTimeout(4000);
    await page.screenshot({ path: '/tmp/ui1.png' });

    const p2 = await context.newPage();
    await p2.goto(`${stage.apiUrl}/codec`);
    await p2.getByLabel('Operator’s key').fill(stage.operatorKey);
    await p2.getByRole('button', { name: 'Sign in' }).click();
    await p2.waitForLoadState();
    await p2.screenshot({ path: '/tmp/ui2.png' });
    await page.reload();
    await page.waitForTimeout(4000);
    await page.screenshot({ path: '/tmp/ui3.png' });
    console.log(await page.evaluate("document.elementFromPoint(1254, 24).closest('button').outerHTML"));
    await page.mouse.click(1254, 24);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: '/tmp/ui4.png' });
    console.log(await page.evaluate("document.getElementById('data-encoder-settings').outerHTML"));
    console.log(complaints);
  });
});
