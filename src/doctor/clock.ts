// Is this machine's clock right? Held against those it must agree with: the database's, the Temporal server's, and the providers'
// (the Date of their token endpoints' origins; RFC 9110 section 6.6.1, whole seconds). A token's end is reckoned by this clock.

import { describeLength, MINUTE, SECOND } from '../domain/time.ts';
import { readServerFacts } from '../store/health.ts';
import { readServerClock } from '../temporal/server-clock.ts';
import type { Check } from './check.ts';
import { broken, type Finding, ok, warning } from './finding.ts';
import { type House, opened } from './house.ts';

/** Under this, a busy machine and whole seconds explain it. */
const noticedMs = 5 * SECOND;
/** Tokens are refreshed long before their end; a minute is more than clocks that are looked after ever differ. */
const wrongMs = MINUTE;
const patienceMs = 5 * SECOND;

/** Theirs less ours; it may be off by half of the time the question took. */
export interface Difference {
  readonly whose: string;
  readonly aheadMs: number;
  readonly tookMs: number;
}

export const clock: Check = {
  name: 'clock',
  needs: [],
  async examine(house) {
    const seen = (await Promise.all(askAll(house))).filter((one) => one !== null);
    if (seen.length === 0) return [warning('There is no other clock to hold this one against.', null)];
    const findings = seen.flatMap((one) => judge(one));
    if (findings.length > 0) return findings;
    return [ok(`It agrees with ${seen.map(({ whose }) => whose).join(', ')}.`)];
  },
};

export function judge({ whose, aheadMs, tookMs }: Difference): Finding[] {
  const leastMs = Math.abs(aheadMs) - tookMs;
  if (leastMs < noticedMs) return [];
  const says = `This machine's clock is ${describeLength(Math.abs(aheadMs))} ${aheadMs > 0 ? 'behind' : 'ahead of'} that of ${whose}.`;
  const todo = 'Let NTP set the clock of whichever is wrong: `timedatectl` shows whether it does here.';
  return [leastMs < wrongMs ? warning(says, todo) : broken(says, todo)];
}

function askAll(house: House): Promise<Difference | null>[] {
  const { database, namespace, providers } = house.parts;
  const asked: Promise<Difference | null>[] = [];
  if (database.kind === 'open') {
    const pool = database.part;
    asked.push(compare('the database', async () => (await readServerFacts(pool)).nowAt));
  }
  if (namespace.kind === 'open') {
    const temporal = opened(namespace);
    asked.push(compare('the Temporal server', () => readServerClock(temporal)));
  }
  if (providers.kind === 'open') {
    const origins = new Set(providers.part.configured.map(({ tokenUrl }) => new URL(tokenUrl).origin));
    for (const origin of origins) asked.push(compare(new URL(origin).host, () => readDateOf(origin)));
  }
  return asked;
}

/** Null where it cannot be asked: that it does not answer is not the clock's fault. */
async function compare(whose: string, ask: () => Promise<number | null>): Promise<Difference | null> {
  const beganAt = performance.now();
  const began = Date.now();
  const theirs = await ask();
  if (theirs === null) return null;
  const tookMs = performance.now() - beganAt;
  return { whose, aheadMs: theirs - (began + tookMs / 2), tookMs: Math.max(tookMs / 2, SECOND) };
}

async function readDateOf(origin: string): Promise<number | null> {
  try {
    const response = await fetch(origin, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    const at = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(at) ? null : at;
  } catch {
    return null;
  }
}
