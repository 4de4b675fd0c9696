// `npm run bench`: see README.md. Prints what it finds as it goes; `--json` ends with one object, `--short` is CI's form.

import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { explain } from '../src/process.ts';
import { connectAccount } from './accounts.ts';
import { measureHerd, paceOfHerd } from './announced-herd.ts';
import { measureReauthorization, measureToolCall } from './durable.ts';
import type { BenchFigures } from './figures.ts';
import { simulateHerd } from './herd.ts';
import { measurePermits } from './permits.ts';
import { measureResolve } from './resolve.ts';
import { type BenchStage, startBenchStage } from './stage.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    short: { type: 'boolean' },
    accounts: { type: 'string' },
    herd: { type: 'boolean' },
  },
  strict: true,
});
const sizes = {
  ...(values.short
    ? { rounds: 2, resolves: 400, calls: 20, reauthorizations: 3, accounts: 100, lifetimeSeconds: 12 }
    : {
        rounds: 20,
        resolves: 4_000,
        calls: 100,
        reauthorizations: 20,
        accounts: 2_000,
        lifetimeSeconds: 180,
      }),
  ...(values.accounts !== undefined && { accounts: readCount(values.accounts) }),
};
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  process.stderr.write('--accounts takes a whole number from 1 on, for example: --accounts 500\n');
  process.exit(1);
}

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

/** What one account costs at a time, and what the schedule promises for many. */
async function measureSingle(stage: BenchStage) {
  const boundary = await measureBoundary(stage);
  say(
    `200 callers: ${boundary.exchangesPerBoundary} exchanges a boundary, ${boundary.callerErrorsAtBoundary} errors`,
  );
  const { ref } = await connectAccount(stage, 'hubspot');
  const resolveOverSelect = await measureResolve(stage.services, ref, sizes.resolves);
  say(`opening a warm token takes ${resolveOverSelect.toFixed(2)} times one SELECT of its row`);
  const permitOverResolve = await measurePermits(stage.services, ref, sizes.resolves);
  say(`a permit beside it makes that ${permitOverResolve.toFixed(2)} times as much`);
  const herdPeakOverMeanSimulated = simulateHerd();
  say(`the schedule alone: peak over mean ${herdPeakOverMeanSimulated.toFixed(2)}`);
  const toolCall = await measureToolCall(stage, sizes.calls);
  say(`a durable tool call takes ${toolCall.toolCallOverheadMsP50.toFixed(1)} ms more than the bare request`);
  const reauthorization = await measureReauthorization(stage, sizes.reauthorizations);
  say(
    `refused to webhook ${reauthorization.noticeMsP50.toFixed(0)} ms, callback to next request ${reauthorization.resumeMsP50.toFixed(0)} ms`,
  );
  return {
    ...boundary,
    resolveOverSelect,
    permitOverResolve,
    herdPeakOverMeanSimulated,
    ...toolCall,
    ...reauthorization,
  };
}

async function bench(): Promise<void> {
  const loadBefore = loadavg()[0]!;
  const stage = await startBenchStage(paceOfHerd(sizes), say);
  try {
    const single = values.herd ? null : await measureSingle(stage);
    const herd = await measureHerd(stage, sizes);
    say(
      `${herd.herdAccounts} accounts that ran out in their sleep, announced a period ahead: peak over mean ${herd.herdPeakOverMeanAnnounced.toFixed(2)}, later ${herd.herdPeakOverMeanMeasured.toFixed(2)}; ${herd.exchangesPerSecond.toFixed(1)} exchanges a second`,
    );
    say(`the busiest seconds of the announced part: ${herd.herdBusiestSeconds.join(', ')}`);
    const accountsPerBox = Math.floor(herd.exchangesPerSecond * 20 * 60);
    if (values.json) {
      const figures: Partial<BenchFigures> = {
        ...single,
        ...herd,
        accountsPerBox,
        loadAverage: { before: loadBefore, after: loadavg()[0]! },
      };
      process.stdout.write(`${JSON.stringify(figures)}\n`);
    }
  } catch (error) {
    // Said before anything is stopped: what fails while it stops would hide it.
    say(`The bench did not come to its end. ${explain(error)}`);
    process.exitCode = 1;
  } finally {
    await stage.stop();
  }
}

bench().catch((error: unknown) => {
  say(`The bench could not begin, or not stop. ${explain(error)}`);
  process.exitCode = 1;
});
