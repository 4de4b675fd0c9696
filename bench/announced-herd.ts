// The worst minute of a fleet: many accounts whose tokens have run out in their sleep, and whose runs start in the same
// second. Their use is announced one period ahead, as schedules do; the sandbox counts what comes to its token endpoint.

import { setTimeout as sleep } from 'node:timers/promises';
import { accountWorkflowId } from '../src/domain/ids.ts';
import { expectUse } from '../workflows/messages.ts';
import { type BenchAccount, connectAccount, connectMany, inParallel } from './accounts.ts';
import { busiestSeconds, peakOverMean } from './herd.ts';
import type { BenchStage } from './stage.ts';

const provider = 'google';
/** Over the mean: what the operator of a fleet allows its provider app (see src/providers/README.md). */
const roomInPace = 1.2;
/** For signals and the accounts' answers to them, so that the last announcement is a whole period ahead, too. */
const announcingMsPerAccount = 15;
/** Of life left when the accounts are taken over. */
const restSeconds = 5;

export interface HerdFigures {
  readonly herdAccounts: number;
  /** From the announcement's period through the one after the start. */
  readonly herdPeakOverMeanAnnounced: number;
  /** In the same span, the most token requests in one second: `count at second n of it`. */
  readonly herdBusiestSeconds: readonly string[];
  /** Over one later period, all of them watched. */
  readonly herdPeakOverMeanMeasured: number;
  /** Those who asked at the start and were not told of a fresh token. */
  readonly herdCallersNotFresh: number;
  /** From the start until the last of them had the answer. */
  readonly herdAnsweredWithinMs: number;
  readonly exchangesPerSecond: number;
  readonly historyEventsPerRefresh: number;
}

export interface HerdSize {
  readonly accounts: number;
  readonly lifetimeSeconds: number;
}

/** In seconds: an account's token is exchanged once in it. */
const periodOf = ({ lifetimeSeconds }: HerdSize): number => (2 / 3) * lifetimeSeconds;

export const paceOfHerd = (size: HerdSize) => ({
  provider,
  exchangesPerSecond: Math.ceil((roomInPace * size.accounts) / periodOf(size)),
});

export async function measureHerd(stage: BenchStage, size: HerdSize): Promise<HerdFigures> {
  const { accounts: count, lifetimeSeconds } = size;
  const periodMs = periodOf(size) * 1_000;
  await setLifetime(stage, lifetimeSeconds);
  await learnLifetime(stage);
  // Taken over with a few seconds left. Nobody uses them, so nobody refreshes them, and all run out.
  await setLifetime(stage, restSeconds);
  const accounts = await connectMany(stage, provider, count);
  await setLifetime(stage, lifetimeSeconds);
  await sleep(restSeconds * 1_000 + 1_000);

  const startAt = Date.now() + 1_000 + count * announcingMsPerAccount + periodMs;
  const until = startAt + 3_600_000;
  await inParallel(accounts, ({ ref }) =>
    stage.temporal.client.workflow
      .getHandle(accountWorkflowId(ref))
      .signal(expectUse, { from: startAt, until }),
  );
  await sleep(startAt - Date.now());
  const answers = await startRuns(stage, accounts, until);
  const herdAnsweredWithinMs = Date.now() - startAt;
  await sleep(startAt + periodMs + 500 - Date.now());
  const announced = await grantedSince(stage, startAt - periodMs);

  const from = Date.now();
  const before = await historyOf(stage, accounts[0]!);
  await sleep(periodMs + 500);
  const after = await historyOf(stage, accounts[0]!);
  const steady = await grantedSince(stage, from);
  return {
    herdAccounts: count,
    herdPeakOverMeanAnnounced: peakOverMean(announced, startAt - periodMs, startAt + periodMs),
    herdBusiestSeconds: busiestSeconds(announced, startAt - periodMs, startAt + periodMs),
    herdPeakOverMeanMeasured: peakOverMean(steady, from, from + periodMs),
    herdCallersNotFresh: answers.filter((answer) => answer !== 'fresh').length,
    herdAnsweredWithinMs,
    exchangesPerSecond: steady.filter((at) => at < from + periodMs).length / (periodMs / 1_000),
    historyEventsPerRefresh: (after.events - before.events) / (after.version - before.version),
  };
}

const setLifetime = (stage: BenchStage, accessLifetimeSeconds: number) =>
  stage.control.setKnobs({ scope: { provider }, knobs: { accessLifetimeSeconds } });

/** One exchange, by which the product knows how long a token of this app lives. */
async function learnLifetime(stage: BenchStage): Promise<void> {
  const { ref, grant } = await connectAccount(stage, provider);
  await stage.control.expireAccessTokens({ grant });
  await stage.api.callTool(ref.account, 'http.request', { method: 'GET', path: '/v4/spreadsheets/nowhere' });
}

/**
 * What the first seconds of a run ask of its account: watch it, and a token that is not the one from yesterday. As many at a
 * time as a worker makes; what the server turns away for the moment is asked again, as an activity would be.
 */
async function startRuns(
  stage: BenchStage,
  accounts: readonly BenchAccount[],
  until: number,
): Promise<string[]> {
  const answers: string[] = [];
  await inParallel(accounts, async ({ ref }) => {
    const { seq } = await persist(() =>
      stage.accounts.watch(ref, { watcher: `run:${ref.tenant}:bench`, until }),
    );
    const wish = { notVersion: 1, attemptEpoch: 'bench', seq, patienceMs: 30_000 };
    answers.push((await stage.accounts.ensureFresh(ref, wish)).kind);
  });
  return answers;
}

async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 10) throw error;
      await sleep(200 * tries);
    }
  }
}

async function grantedSince(stage: BenchStage, since: number): Promise<number[]> {
  const calls = await stage.control.calls({ kind: 'token', provider, since });
  return calls.filter((call) => call.status === 200).map((call) => call.at);
}

async function historyOf(stage: BenchStage, { ref }: BenchAccount) {
  const handle = stage.temporal.client.workflow.getHandle(accountWorkflowId(ref));
  const status = await handle.query<{ snapshot: { token: { version: number } } }>('status');
  return { version: status.snapshot.token.version, events: (await handle.describe()).historyLength };
}
