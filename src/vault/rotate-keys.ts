// Re-seals data keys with the ring's first master key, batch by batch, while everything else runs. Only the seal around a
// data key changes, never the key, so nothing that is sealed with it is touched and nothing in memory goes stale.
// Each batch is one statement: what was done stays done, and beginning again goes on with what is left.

import { Failure } from '../domain/failures.ts';
import {
  countKeysSealedOtherwise,
  listKeysSealedOtherwise,
  replaceSealedKeys,
  type ScopedDataKey,
} from '../store/data-keys.ts';
import type { Queryable } from '../store/db.ts';
import type { KeyRing } from './key-ring.ts';

export interface Rotation {
  readonly masterKeyId: string;
  /** Data keys sealed anew by this call. */
  readonly resealed: number;
  /** Data keys another master key still seals: 0 means the others may be taken out of the ring. */
  readonly remaining: number;
  /** Scopes of data keys that do not open with the ring, so they could not be sealed anew. */
  readonly unreadable: readonly string[];
}

export interface RotationProgress {
  readonly resealed: number;
  readonly total: number;
}

const usualBatchSize = 200;

export async function rotateKeys(
  db: Queryable,
  ring: KeyRing,
  options: {
    readonly batchSize?: number;
    readonly onProgress?: (progress: RotationProgress) => void;
    /** Ends the work after the batch under way. */
    readonly signal?: AbortSignal;
  } = {},
): Promise<Rotation> {
  const { batchSize = usualBatchSize, onProgress, signal } = options;
  const masterKeyId = ring.sealingKeyId;
  const total = await countKeysSealedOtherwise(db, masterKeyId);
  const unreadable = new Set<string>();
  let resealed = 0;

  // A process whose ring still begins with an older key may seal a new one behind us: look again until a pass finds none.
  for (let resealedBefore = -1; resealed > resealedBefore && !signal?.aborted; ) {
    resealedBefore = resealed;
    for (let after = ''; !signal?.aborted; ) {
      const batch = await listKeysSealedOtherwise(db, masterKeyId, { after, limit: batchSize });
      if (batch.length === 0) break;
      after = batch.at(-1)!.scope;
      resealed += await replaceSealedKeys(db, masterKeyId, resealAll(ring, batch, unreadable));
      onProgress?.({ resealed, total: Math.max(total, resealed) });
    }
  }
  const remaining = await countKeysSealedOtherwise(db, masterKeyId);
  return { masterKeyId, resealed, remaining, unreadable: [...unreadable] };
}

function resealAll(ring: KeyRing, batch: readonly ScopedDataKey[], unreadable: Set<string>) {
  return batch.flatMap(({ scope, master_key_id, sealed }) => {
    try {
      const key = ring.open(master_key_id, sealed, scope);
      return [{ scope, before: sealed, after: ring.seal(key, scope).sealed }];
    } catch (error) {
      // One damaged key must not keep the others from the new master key; it is named at the end.
      if (!(error instanceof Failure) || error.code !== 'vault.unreadable') throw error;
      unreadable.add(scope);
      return [];
    }
  });
}
