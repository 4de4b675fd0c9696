// Promise 4: no token, client secret or code in the database, in a history, a log line, an event or an API answer. A night
// with everything in it that makes programs talk: refreshes, a refused token, a server error, a revocation, a new consent.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findCanaries, searchDatabase, searchHistories } from '../support/canary.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ world: { tenants: [{ id: 'acme', deals: 60, accounts: 30, unmatched: 1 }] } });
});
afterAll(() => stage.stop());

it('leaves no token, secret or code anywhere outside the vault', async () => {
  const acme = await stage.tenant('acme');
  const [hubspot, salesforce, google] = await Promise.all(
    ['hubspot', 'salesforce', 'google'].map((provider) => acme.connect(provider)),
  );
  await stage.control.expireAccessTokens({ grant: hubspot!.grant.grant });
  await stage.control.addFault({ provider: 'google', on: 'token', habit: { kind: 'unavailable' }, times: 1 });
  await stage.control.expireAccessTokens({ grant: google!.grant.grant });
  await stage.control.addFault({
    provider: 'hubspot',
    on: 'data',
    habit: { kind: 'server_error', status: 500 },
    times: 1,
  });
  await stage.control.revoke({ grant: salesforce!.grant.grant });
  const { id: run } = await acme.api.startRun({
    kind: 'dealReport',
    name: 'canary',
    input: {
      accounts: {
        hubspot: hubspot!.account.id,
        salesforce: salesforce!.account.id,
        google: google!.account.id,
      },
      spreadsheetId: stage.sandbox.tenants[0]!.spreadsheetId,
      tab: 'canary',
    },
  });
  const event = await until('a person is asked', async () =>
    (await acme.api.events()).find((one) => one.type === 'agent.auth.reauth_required'),
  );
  const pages = [await reauthorize(String(event.data.reauthUrl), { user: salesforce!.user })];
  await until('the run is complete', async () => (await acme.api.run(run)).verdict === 'complete');

  const answers = JSON.stringify([
    await acme.api.run(run),
    await acme.api.steps(run),
    await acme.api.events(),
    await Promise.all(
      [hubspot, salesforce, google].map((connected) => acme.api.account(connected!.account.id)),
    ),
    pages.map((page) => page.html),
  ]);
  const database = await searchDatabase(stage.pool);
  const histories = await searchHistories(stage.temporal);
  const logs = stage.logs();

  expect(database.rows).toBeGreaterThan(100);
  expect(histories.events).toBeGreaterThan(100);
  expect(logs.length).toBeGreaterThan(500);
  expect([
    ...database.finds,
    ...histories.finds,
    ...findCanaries('logs', logs),
    ...findCanaries('answers', answers),
  ]).toEqual([]);
});
