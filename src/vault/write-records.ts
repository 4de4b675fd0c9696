// The records of a call's writes, their answers sealed with the tenant's rows key: an answer holds a customer's data.

import { randomUUID } from 'node:crypto';
import type { WriteAnswer, WriteRecords } from '../domain/write-record.ts';
import type { Pool } from '../store/db.ts';
import {
  confirmOpenWrites,
  deleteWrites,
  findWrite,
  markWriteSent,
  markWriteUnsent,
  planWrite,
  settleWrite,
  type WriteCall,
} from '../store/writes.ts';
import { type DataKeys, rowsScope } from './data-keys.ts';
import { open, seal } from './envelope.ts';

export function openWriteRecords(pool: Pool, keys: DataKeys, call: WriteCall): WriteRecords {
  const execution = randomUUID();
  const by = (place: string) => ({ tenant: call.tenant, callKey: call.callKey, place, execution });
  const context = (place: string): string => `write:${call.tenant}:${call.callKey}:${place}`;
  const keyOf = () => keys.keyOf(pool, rowsScope(call.tenant));

  return {
    async find(place) {
      const row = await findWrite(pool, by(place));
      if (!row) return null;
      const { state, fingerprint, sent_at: sentAt } = row;
      const answer = row.answer && open(await keyOf(), row.answer, context(place)).toString('utf8');
      return {
        state,
        fingerprint,
        sentAt,
        answer: answer === null ? null : (JSON.parse(answer) as WriteAnswer),
      };
    },
    plan: (place, plan) => planWrite(pool, call, { ...by(place), ...plan }),
    markSent: (place) => markWriteSent(pool, by(place)),
    markUnsent: (place) => markWriteUnsent(pool, by(place)),
    async settle(place, state, answer) {
      const sealed = answer && seal(await keyOf(), JSON.stringify(answer), context(place));
      await settleWrite(pool, by(place), { state, answer: sealed });
    },
    confirmOpen: () => confirmOpenWrites(pool, call),
    clear: () => deleteWrites(pool, call),
  };
}
