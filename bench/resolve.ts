// What it costs to open a warm token, over one indexed SELECT of the same row on the same pool.

import type { AccountRef } from '../src/domain/ids.ts';
import type { Services } from '../src/services.ts';

export async function measureResolve(services: Services, ref: AccountRef, rounds: number): Promise<number> {
  const { pool, vault } = services;
  const select = (): Promise<unknown> =>
    pool.query('select * from token_versions where tenant = $1 and account = $2 and version = 1', [
      ref.tenant,
      ref.account,
    ]);
  const open = (): Promise<unknown> => vault.openCurrent(pool, ref);
  const [selects, opens]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    selects.push(await time(select));
    opens.push(await time(open));
  }
  // The first tenth warms up the pool, the plans and the key.
  const skip = Math.floor(rounds / 10);
  return median(opens.slice(skip)) / median(selects.slice(skip));
}

export async function time(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)]!;
}
