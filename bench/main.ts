// `npm run bench`: see README.md. Prints what it finds as it goes; `--json` ends with one object, `--short` is CI's form.

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { accountWorkflowId } from '../src/domain/ids.ts';
import { explain } from '../src/process.ts';
import { connectAccount, connectMany } from './accounts.ts';
import { peakOverMean, simulateHerd } from './herd.ts';
import { measureResolve } from './resolve.ts';
import { type BenchStage, startBenchStage } from './stage.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, short: { type: 'boolean' } },
  strict: true,
});
const sizes = values.short
  ? { rounds: 2, resolves: 400, accounts: 150, lifetimeSeconds: 24 }
  : { rounds: 20, resolves: 4_000, accounts: 2_000, lifetimeSeconds: 180 };
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function measureBoundary(
  stage: BenchStage,
): Promise<{ exchangesPerBoundary: number; callerErrorsAtBoundary: number }> {
  const { ref, grant } = await connectAccount(stage, 'salesforce');
  let errors = 0;
  for (let round = 0; round < sizes.rounds; round++) {
    await stage.control.expireAccessTokens({ grant });
    const answers = await Promise.allSettled(
      Array.from({ length: 200 }, () =>
        stage.api.callTool(ref.account, 'http.request', {
          method: 'GET',
          path: '/services/data/v62.0/limits',
        }),
      ),
    );
    errors += answers.filter((one) => one.status === 'rejected' || one.value.status !== 'ok').length;
  }
  const [books] = await stage.control.grants({ grant });
  return { exchangesPerBoundary: books!.exchanges / sizes.rounds, callerErrorsAtBoundary: errors };
}

async function measureHerd(stage: BenchStage) {
  const { accounts: count, lifetimeSeconds } = sizes;
  await stage.control.setKnobs({
    scope: { provider: 'google' },
    knobs: { accessLifetimeSeconds: lifetimeSeconds },
  });
  const accounts = await connectMany(stage, 'google', count);
  const until = Date.now() + 3_600_000;
  await Promise.all(
    accounts.map(({ ref }) => stage.accounts.watch(ref, { watcher: 'run:acme:bench', until })),
  );
  const lifetimeMs = lifetimeSeconds * 1_000;
  const periodMs = (2 / 3) * lifetimeMs;
  // Every account is past its first refresh when a whole life has gone by; from then on a period holds each once.
  await sleep(lifetimeMs);
  const from = Date.now();
  const before = await historyOf(stage, accounts[0]!.ref);
  await sleep(periodMs);
  const after = await historyOf(stage, accounts[0]!.ref);
  const calls = await stage.control.calls({ kind: 'token', provider: 'google', since: from });
  const granted = calls.filter((call) => call.status === 200).map((call) => call.at);
  return {
    herdPeakOverMeanMeasured: peakOverMean(granted, from, from + periodMs),
    herdAccounts: count,
    exchangesPerSecond: granted.length / (periodMs / 1_000),
    historyEventsPerRefresh: (after.events - before.events) / (after.version - before.version),
  };
}

async function historyOf(stage: BenchStage, ref: Parameters<typeof accountWorkflowId>[0]) {
  const handle = stage.temporal.client.workflow.getHandle(accountWorkflowId(ref));
  const status = await handle.query<{ snapshot: { token: { version: number } } }>('status');
  return { version: status.snapshot.token.version, events: (await handle.describe()).historyLength };
}

async function bench(): Promise<void> {
  const stage = await startBenchStage(say);
  try {
    const boundary = await measureBoundary(stage);
    say(
      `200 callers: ${boundary.exchangesPerBoundary} exchanges a boundary, ${boundary.callerErrorsAtBoundary} errors`,
    );
    const { ref } = await connectAccount(stage, 'hubspot');
    const resolveOverSelect = await measureResolve(stage.services, ref, sizes.resolves);
    say(`opening a warm token takes ${resolveOverSelect.toFixed(2)} times one SELECT of its row`);
    const herdPeakOverMeanSimulated = simulateHerd();
    say(`the schedule alone: peak over mean ${herdPeakOverMeanSimulated.toFixed(2)}`);
    const herd = await measureHerd(stage);
    say(
      `${herd.herdAccounts} real accounts: peak over mean ${herd.herdPeakOverMeanMeasured.toFixed(2)}, ${herd.exchangesPerSecond.toFixed(1)} exchanges a second`,
    );
    const accountsPerBox = Math.floor(herd.exchangesPerSecond * 20 * 60);
    if (values.json) {
      process.stdout.write(
        `${JSON.stringify({ ...boundary, resolveOverSelect, herdPeakOverMeanSimulated, ...herd, accountsPerBox })}\n`,
      );
    }
  } finally {
    await stage.stop();
  }
}

bench().catch((error: unknown) => {
  process.stderr.write(`The bench did not come to its end. ${explain(error)}\n`);
  process.exitCode = 1;
});
