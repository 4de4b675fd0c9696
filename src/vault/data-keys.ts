// Data keys by scope: made on first use, sealed by the key ring, kept opened in memory while the process lives.

import { randomBytes } from 'node:crypto';
import type { AccountRef, TenantId } from '../domain/ids.ts';
import { findDataKey, insertDataKey } from '../store/data-keys.ts';
import type { Queryable } from '../store/db.ts';
import { keyBytes } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';

export const accountScope = (ref: AccountRef): string => `account:${ref.tenant}:${ref.account}`;
export const rowsScope = (tenant: TenantId): string => `rows:${tenant}`;

export const fingerprintScope = (tenant: TenantId): string => `fingerprints:${tenant}`;

/** Opened keys kept at once; at 32 bytes each the map is small, and what falls out is read again. */
const mostOpened = 20_000;

export interface DataKeys {
  /** The scope's key; made if there is none. */
  keyOf(db: Queryable, scope: string): Promise<Buffer>;
  /** Of this process's memory; others forget it when they end. */
  forget(scope: string): void;
}

export function createDataKeys(ring: KeyRing): DataKeys {
  const opened = new Map<string, Buffer>();

  const remember = (scope: string, key: Buffer): Buffer => {
    if (opened.size >= mostOpened) opened.delete(opened.keys().next().value!);
    opened.set(scope, key);
    return key;
  };

  return {
    async keyOf(db, scope) {
      const known = opened.get(scope);
      if (known) return known;
      const stored = await findDataKey(db, scope);
      if (stored) return remember(scope, ring.open(stored.master_key_id, stored.sealed, scope));
      const { keyId, sealed } = ring.seal(randomBytes(keyBytes), scope);
      await insertDataKey(db, scope, { master_key_id: keyId, sealed });
      // Read back, for another process may have been first. Not remembered: the caller may be in a transaction that
      // rolls back, and a key that is gone from the database must not seal anything else.
      const kept = (await findDataKey(db, scope))!;
      return ring.open(kept.master_key_id, kept.sealed, scope);
    },

    forget: (scope) => void opened.delete(scope),
  };
}
