// Answers recorded under an Idempotency-Key, sealed with the tenant's rows key. Whoever takes a key must answer it or give
// it back; an answer that never came because its process died is `unanswered`, and the caller decides what may be repeated.

import type { TenantId } from '../domain/ids.ts';
import { MINUTE } from '../domain/time.ts';
import type { Pool, Queryable } from '../store/db.ts';
import { findKey, releaseKey, saveAnswer, takeKey, takeKeyOver } from '../store/idempotency-keys.ts';
import { type DataKeys, rowsScope } from './data-keys.ts';
import { open, seal } from './envelope.ts';

/** Longer than any request takes: whoever took a key before that has died. */
const longestRequestMs = 10 * MINUTE;

export type Claim =
  | { readonly kind: 'taken' }
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** The same key came with another request before. */
  | { readonly kind: 'other_request' }
  | { readonly kind: 'under_way' }
  /** Its process died before it could say what came of it. */
  | { readonly kind: 'unanswered' };

export interface RecordedAnswers {
  claim(tenant: TenantId, key: string, requestHash: Buffer): Promise<Claim>;
  /** Turns `unanswered` into `taken`, for one caller only; false for the others. */
  takeOver(tenant: TenantId, key: string): Promise<boolean>;
  record(
    tenant: TenantId,
    key: string,
    answer: { readonly status: number; readonly body: string },
  ): Promise<void>;
  release(tenant: TenantId, key: string): Promise<void>;
  /** Taken and answered in the caller's transaction, together with what the answer tells of. */
  recordWith(
    db: Queryable,
    tenant: TenantId,
    key: string,
    requestHash: Buffer,
    answer: { readonly status: number; readonly body: string },
  ): Promise<void>;
}

export function createRecordedAnswers(pool: Pool, keys: DataKeys): RecordedAnswers {
  const context = (tenant: TenantId, key: string): string => `answer:${tenant}:${key}`;

  return {
    async claim(tenant, key, requestHash) {
      if (await takeKey(pool, tenant, key, requestHash)) return { kind: 'taken' };
      const row = await findKey(pool, tenant, key);
      // Given back between the two statements: its holder did nothing, and the caller asks again.
      if (!row) return { kind: 'under_way' };
      if (!row.request_hash.equals(requestHash)) return { kind: 'other_request' };
      if (row.status !== null && row.answer) {
        const body = open(await keys.keyOf(pool, rowsScope(tenant)), row.answer, context(tenant, key));
        return { kind: 'answered', status: row.status, body: body.toString('utf8') };
      }
      return { kind: Date.now() - row.created_at > longestRequestMs ? 'unanswered' : 'under_way' };
    },

    takeOver: (tenant, key) => takeKeyOver(pool, tenant, key, Date.now() - longestRequestMs),

    async record(tenant, key, { status, body }) {
      const sealed = seal(await keys.keyOf(pool, rowsScope(tenant)), body, context(tenant, key));
      await saveAnswer(pool, tenant, key, { status, sealed });
    },

    release: (tenant, key) => releaseKey(pool, tenant, key),

    async recordWith(db, tenant, key, requestHash, { status, body }) {
      const sealed = seal(await keys.keyOf(db, rowsScope(tenant)), body, context(tenant, key));
      await takeKey(db, tenant, key, requestHash);
      await saveAnswer(db, tenant, key, { status, sealed });
    },
  };
}
