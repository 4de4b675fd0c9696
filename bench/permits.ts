// What it costs a request to be let through by its provider's limits while nobody else wants anything: opening a warm token and a
// permit, over opening the token alone.

import type { AccountRef } from '../src/domain/ids.ts';
import { createPermits } from '../src/permits/permits.ts';
import type { Services } from '../src/services.ts';
import { time } from './resolve.ts';

/** So far away that a loop as fast as the database is never waits for them. */
const farLimits = [
  { id: 'all', requests: 1_000_000, perSeconds: 10, sharedBy: 'app' },
  { id: 'account', requests: 500_000, perSeconds: 10, sharedBy: 'account' },
] as const;

/** Of the means, because most permits are given ahead and a few cost a statement. */
export async function measurePermits(
  { pool, vault, providers }: Services,
  ref: AccountRef,
  rounds: number,
): Promise<number> {
  const permits = createPermits({ db: pool, lane: 'direct', log: { warn: () => {}, info: () => {} } });
  const provider = { ...providers.get('hubspot'), app: 'bench', requestLimits: farLimits };
  const gate = permits.gateOf({ provider, ...ref, subject: null, organization: null });
  const { signal } = new AbortController();
  const open = (): Promise<unknown> => vault.openCurrent(pool, ref);
  const both = async (): Promise<void> => {
    await open();
    await gate.pass({ method: 'GET', path: '/', since: performance.now() }, signal);
  };
  let [openMs, bothMs] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    // Whichever is second finds everything warm.
    const isOpenFirst = round % 2 === 0;
    const first = await time(isOpenFirst ? open : both);
    const second = await time(isOpenFirst ? both : open);
    // The first tenth warms up the pool, the plans and the key.
    if (round < rounds / 10) continue;
    openMs += isOpenFirst ? first : second;
    bothMs += isOpenFirst ? second : first;
  }
  return bothMs / openMs;
}
