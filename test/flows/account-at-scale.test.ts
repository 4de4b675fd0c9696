// One account workflow for years: it starts over with its state before its history grows long, and loses nothing by it; and
// a refresh costs it a handful of events.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountRef } from '../../src/domain/ids.ts';
import { accountWorkflowId } from '../../src/domain/ids.ts';
import { createAccountClient } from '../../src/temporal/account-client.ts';
import type { AccountStatus } from '../../workflows/messages.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

const refOf = ({ account }: ConnectedAccount) => ({ tenant: 'acme', account: account.id }) as AccountRef;
const handleOf = (connected: ConnectedAccount) =>
  stage.temporal.workflow.getHandle(accountWorkflowId(refOf(connected)));

it('starts over with its watchers and answers every update, however many come meanwhile', async () => {
  const connected = await acme.connect('google');
  const client = createAccountClient(stage.temporal);
  const firstRun = (await handleOf(connected).describe()).runId;
  const watchUntil = Date.now() + 600_000;

  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < 2_400) {
      next += 1;
      const answer = await client.watch(refOf(connected), {
        watcher: `run:acme:run_${next}`,
        until: watchUntil,
      });
      expect(answer).toMatchObject({ state: 'active', seq: 1 });
    }
  };
  await Promise.all(Array.from({ length: 8 }, caller));

  expect((await handleOf(connected).describe()).runId).not.toBe(firstRun);
  const status = await handleOf(connected).query<AccountStatus>('status');
  expect(status.watchers).toBe(2_400);
  const { historyLength } = await handleOf(connected).describe();
  expect(historyLength).toBeLessThan(2_200);
});

it('spends at most 11 events of its history on a refresh', async () => {
  await stage.control.setKnobs({ scope: { provider: 'google' }, knobs: { accessLifetimeSeconds: 3 } });
  const connected = await acme.connect('google');
  await createAccountClient(stage.temporal).watch(refOf(connected), {
    watcher: 'run:acme:nobody',
    until: Date.now() + 600_000,
  });
  const at = async (version: number) =>
    until(`version ${version}`, async () => {
      const status = await handleOf(connected).query<AccountStatus>('status');
      if (status.snapshot.token.version < version) return null;
      return {
        version: status.snapshot.token.version,
        events: (await handleOf(connected).describe()).historyLength,
      };
    });
  const from = await at(3);
  const to = await at(8);

  const perRefresh = (to.events - from.events) / (to.version - from.version);
  expect(perRefresh).toBeLessThanOrEqual(11);
});
