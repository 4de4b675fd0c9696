// The doctor's round: every check once; where asked for, what can be mended is mended and looked at again.

import { ConfigError, type Environment, readConfig } from '../config.ts';
import { explain } from '../process.ts';
import type { Check } from './check.ts';
import { checks } from './checks.ts';
import { broken, type Finding, type Health, warning } from './finding.ts';
import { type House, openHouse, type Parts } from './house.ts';

export interface Told extends Finding {
  readonly check: string;
}

export interface Mended {
  readonly check: string;
  /** What was done, or why it could not be. */
  readonly did: string;
}

export interface Examination {
  readonly findings: readonly Told[];
  readonly mended: readonly Mended[];
}

/** A check that waits for a server that is half away must not keep the others waiting. */
const patienceMs = 30_000;
/** What is mended may uncover the next: a schema, then what stands in it. */
const mostRounds = 3;

export async function examine(
  environment: Environment,
  { isMending, onCheck }: { readonly isMending: boolean; readonly onCheck: (name: string) => void },
): Promise<Examination> {
  const mended: Mended[] = [];
  for (let round = 1; ; round += 1) {
    const { findings, did } = await makeRound(environment, {
      isMending: isMending && round <= mostRounds,
      onCheck,
    });
    mended.push(...did);
    if (did.length === 0) return { findings, mended };
  }
}

async function makeRound(
  environment: Environment,
  { isMending, onCheck }: { readonly isMending: boolean; readonly onCheck: (name: string) => void },
): Promise<{ readonly findings: readonly Told[]; readonly did: readonly Mended[] }> {
  let house: House;
  try {
    onCheck('settings');
    house = await openHouse(readConfig(environment), environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const finding = broken(error.message, 'Correct them; nothing else can be looked at before.');
    return { findings: [{ check: 'settings', ...finding }], did: [] };
  }
  try {
    const findings: Told[] = [];
    for (const check of checks) {
      onCheck(check.name);
      for (const finding of await look(check, house)) findings.push({ check: check.name, ...finding });
    }
    const did: Mended[] = [];
    for (const { check, mend } of isMending ? findings : []) {
      if (!mend) continue;
      onCheck(`mending ${check}`);
      did.push({ check, did: await mend().catch((error: unknown) => `Could not: ${explain(error)}`) });
    }
    return { findings, did };
  } finally {
    await house.close();
  }
}

async function look(check: Check, house: House): Promise<readonly Finding[]> {
  for (const name of check.needs) {
    const part = house.parts[name];
    if (part.kind === 'closed')
      return [isOwn(check, name, house.parts) ? part.finding : notLookedAt(name, house.parts)];
  }
  try {
    return await inTime(check.examine(house));
  } catch (error) {
    return [
      broken(
        `It could not be looked at: ${explain(error)}`,
        'Call the doctor again; if it stays so, this is the trouble.',
      ),
    ];
  }
}

/** Which check tells that a part is closed; the others only say that they wait for it. */
const teller: Readonly<Record<keyof Parts, string>> = {
  database: 'database',
  schema: 'schema',
  temporal: 'temporal',
  namespace: 'temporal',
  providers: 'providers',
  keys: 'keys',
};

/** A part that is closed because the one below it is, is told by that one's check. */
const below: Partial<Record<keyof Parts, keyof Parts>> = { schema: 'database', namespace: 'temporal' };

function isOwn(check: Check, name: keyof Parts, parts: Parts): boolean {
  if (teller[name] !== check.name) return false;
  const under = below[name];
  return under === undefined || teller[under] === check.name || parts[under].kind === 'open';
}

/** Names the one that tells why, however far below it is. */
function notLookedAt(name: keyof Parts, parts: Parts): Finding {
  let why = name;
  for (let under = below[why]; under !== undefined && parts[under].kind === 'closed'; under = below[why])
    why = under;
  return warning(`Not looked at: it needs what "${teller[why]}" finds broken.`, null);
}

async function inTime(looking: Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Finding[]>((resolve) => {
    const finding = broken(
      `Nothing was learned within ${patienceMs / 1_000} s.`,
      'What it asks is overloaded or half away; call the doctor again.',
    );
    timer = setTimeout(() => resolve([finding]), patienceMs);
  });
  try {
    return await Promise.race([looking, late]);
  } finally {
    clearTimeout(timer);
  }
}

export const healthOf = (findings: readonly { readonly health: Health }[]): Health =>
  (['broken', 'warning'] as const).find((health) => findings.some((one) => one.health === health)) ?? 'ok';
