// `npm run chaos -- --nights N --seed S --json`: see README.md. Nights with faults on purpose, on real parts. Exit status 0
// only if nothing was lost, doubled or left unexplained; what the processes wrote is kept otherwise.

import { parseArgs } from 'node:util';
import { handleStopSignals } from '../src/embedded/stop-signals.ts';
import { explain } from '../src/process.ts';
import type { SandboxOptions } from '../src/sandbox/options.ts';
import type { Revoked } from './faults.ts';
import { collectFindings, findBroken } from './findings.ts';
import { playNight, type RunFinding } from './night.ts';
import { watchForLinks } from './people.ts';
import { describeFault, planNight } from './plan.ts';
import { type ChaosStage, startChaosStage } from './stage.ts';

const speed = 360;

/** Sized so that a report takes some twenty seconds: the plan's faults all fall into it. */
const sandboxOptions: SandboxOptions = {
  speed,
  world: {
    seed: 'chaos',
    tenants: [
      { id: 'aurora', name: 'Aurora Freight', deals: 600, accounts: 300, unmatched: 6 },
      { id: 'borealis', name: 'Borealis Foods', deals: 540, accounts: 280, unmatched: 4 },
      { id: 'cirrus', name: 'Cirrus Tools', deals: 660, accounts: 320, unmatched: 9 },
    ],
  },
  knobs: [
    { scope: {}, knobs: { approvalsPerUser: null } },
    { scope: { provider: 'hubspot' }, knobs: { accessLifetimeSeconds: 1_800, secondsPerCall: 110 } },
    { scope: { provider: 'salesforce' }, knobs: { accessLifetimeSeconds: 1_440, secondsPerCall: 130 } },
    { scope: { provider: 'google' }, knobs: { accessLifetimeSeconds: 3_599, secondsPerCall: 110 } },
  ],
};

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function readOptions(): { readonly nights: number; readonly seed: string; readonly json: boolean } {
  const { values } = parseArgs({
    options: { nights: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } },
    strict: true,
  });
  const nights = Number(values.nights ?? 3);
  if (!Number.isInteger(nights) || nights < 1)
    throw new Error('--nights takes a whole number from 1 on, for example: npm run chaos -- --nights 10');
  return { nights, seed: values.seed ?? '1', json: values.json ?? false };
}

async function chaos(): Promise<number> {
  const { nights, seed, json } = readOptions();
  say(`${nights} nights with faults on purpose, seed ${seed}.`);
  const stage = await startChaosStage(sandboxOptions, say);
  handleStopSignals(() => stage.stop().finally(stage.removeData), { log: say });
  try {
    const { findings, broken } = await playNights(stage, nights, seed);
    await stage.stop();
    say(broken.length === 0 ? 'Every promise held.' : `Not every promise held: ${broken.join('; ')}.`);
    if (broken.length === 0 && findings.unplannedExits === 0) stage.removeData();
    else say(`What the processes wrote is in ${stage.logDir}.`);
    if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
    return broken.length === 0 ? 0 : 1;
  } catch (error) {
    say(`What the processes wrote is in ${stage.logDir}.`);
    await stage.stop();
    throw error;
  }
}

async function playNights(stage: ChaosStage, nights: number, seed: string) {
  const people = watchForLinks(stage.cast, say);
  const faults: Record<string, number> = {};
  const runs: RunFinding[] = [];
  const revoked: Revoked[] = [];
  for (let night = 1; night <= nights; night++) {
    const plan = planNight(seed, night, stage.cast.length);
    say(`night ${night}, as planned:`);
    for (const fault of plan) say(`  ${describeFault(fault)}`);
    const startedAt = Date.now();
    const found = await playNight(stage, {
      night,
      plan,
      speed,
      happened: ({ kind }) => {
        faults[kind] = (faults[kind] ?? 0) + 1;
      },
      revoked: (one) => revoked.push(one),
    });
    runs.push(...found);
    for (const one of found) {
      say(
        `  ${one.tenant}: ${one.verdict ?? 'not ended'}, ${one.rowsDelivered} of ${one.rowsExpected} rows${one.gaps.length > 0 ? `, gaps ${JSON.stringify(one.gaps)}` : ''}`,
      );
    }
    say(`  the night took ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`);
  }
  await people.goHome();
  const findings = await collectFindings(stage, {
    nights,
    seed,
    faults,
    runs,
    revoked,
    reauthorized: people.reauthorized(),
    peopleStuck: people.stuck(),
  });
  return { findings, broken: findBroken(findings) };
}

chaos().then(
  (status) => process.exit(status),
  (error: unknown) => {
    say(`The nights did not come to their end. ${explain(error)}`);
    process.exit(1);
  },
);
