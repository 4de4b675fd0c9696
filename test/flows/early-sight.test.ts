// A revocation nobody announced is found while the access token still works: by a probe between refreshes, and by asking.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const lifetimeSeconds = 60;
/** A sixth of the life. */
const checkEveryMs = 10_000;

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage({
    world: { tenants: [{ id: 'acme', deals: 40, accounts: 4, unmatched: 0 }] },
    knobs: [{ scope: {}, knobs: { accessLifetimeSeconds: lifetimeSeconds, secondsPerCall: 1.5 } }],
  });
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('finds the revocation of a watched account by a probe, long before its refresh is due', async () => {
  const busy = await acme.connect('hubspot');
  // Slots differ by the account's number; the one whose refresh is furthest away shows best that it was not the refresh.
  const candidates = await Promise.all([0, 1, 2].map(() => acme.connect('google')));
  const refreshAt = (one: (typeof candidates)[number]): number => Date.parse(one.account.nextRefresh!.at);
  const idle = candidates.toSorted((one, other) => refreshAt(other) - refreshAt(one))[0]!;
  await acme.api.startRun({
    kind: 'steps',
    name: 'uses one account, and the other much later',
    input: {
      steps: [
        { id: 'deals', account: busy.account.id, tool: 'hubspot.search_deals', input: { pageSize: 1 } },
        {
          id: 'sheet',
          account: idle.account.id,
          tool: 'http.request',
          input: { method: 'GET', path: '/v4/spreadsheets/nowhere' },
          needs: ['deals'],
        },
      ],
    },
  });
  const revokedAt = Date.now();
  await stage.control.revoke({ grant: idle.grant.grant });
  expect(refreshAt(idle) - revokedAt, 'the refresh is far enough').toBeGreaterThan(2 * checkEveryMs);

  const noticed = await until('a person was asked', async () =>
    (await acme.api.events()).find(
      (event) => event.type === 'agent.auth.reauth_required' && event.data.account === idle.account.id,
    ),
  );
  expect(Date.parse(noticed.timestamp)).toBeLessThan(refreshAt(idle) - checkEveryMs / 2);
});

it('asks the provider when it is asked to check, and acts on what it hears', async () => {
  const sound = await acme.connect('salesforce', { person: 0 });
  const gone = await acme.connect('salesforce', { person: 1 });
  await stage.control.revoke({ grant: gone.grant.grant });

  expect(await acme.api.checkAccount(sound.account.id)).toMatchObject({
    check: 'holds',
    account: { state: 'active', tokenVersion: 1 },
  });
  expect(await acme.api.checkAccount(gone.account.id)).toMatchObject({
    check: 'looks_dead',
    account: { state: 'reauth_required' },
  });
});
