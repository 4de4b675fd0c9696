// Writes: one row for each request that changes something at a provider. Every change of state names the states it may
// follow, so that an execution which outlived its timeout cannot send what another one answers for.

import { z } from 'zod';
import type { AccountId, RunId, TenantId } from '../domain/ids.ts';
import { type WritePlan, type WriteState, writeStates } from '../domain/write-record.ts';
import { firstRow, type Queryable, rows } from './db.ts';

/** Whose writes: those of one call. */
export interface WriteCall {
  readonly tenant: TenantId;
  readonly callKey: string;
  /** Null for a call outside of any run. */
  readonly run: RunId | null;
  readonly step: string | null;
  readonly account: AccountId;
  readonly tool: string;
}

type At = Pick<WriteCall, 'tenant' | 'callKey'> & { readonly place: string };
type By = At & { readonly execution: string };

const writeRow = z.object({
  state: z.enum(writeStates),
  fingerprint: z.string(),
  sent_at: z.number().nullable(),
  answer: z.instanceof(Buffer).nullable(),
});

export async function findWrite(db: Queryable, at: At): Promise<z.output<typeof writeRow> | null> {
  return firstRow(
    db,
    writeRow,
    'select state, fingerprint, sent_at, answer from writes where tenant = $1 and call_key = $2 and place = $3',
    [at.tenant, at.callKey, at.place],
  );
}

/** The very request, and a time before this one may have made it. */
const isSameAndOpen = `(writes.fingerprint = excluded.fingerprint
       and (writes.state in ('sent', 'unknown') or writes.may_be_made and writes.state <> 'confirmed'))`;

export async function planWrite(
  db: Queryable,
  call: WriteCall,
  { place, execution, method, fingerprint, isRepeatable }: By & WritePlan,
): Promise<boolean> {
  const result = await db.query(
    `insert into writes (tenant, call_key, place, run, step, account, tool, method, fingerprint, state, execution)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'planned', $10)
     on conflict (tenant, call_key, place) do update
     set method = excluded.method, fingerprint = excluded.fingerprint, execution = excluded.execution,
       state = case when ${isSameAndOpen} then 'unknown' else 'planned' end, may_be_made = ${isSameAndOpen},
       answer = null, planned_at = now(), settled_at = null
     where writes.state in ('planned', 'refused') or $11`,
    [
      ...[call.tenant, call.callKey, place, call.run, call.step, call.account, call.tool],
      ...[method, fingerprint, execution, isRepeatable],
    ],
  );
  return result.rowCount === 1;
}

export async function markWriteSent(db: Queryable, by: By): Promise<boolean> {
  const result = await db.query(
    `update writes set state = 'sent', sent_at = now(), attempts = attempts + 1
     where tenant = $1 and call_key = $2 and place = $3 and execution = $4
       and (state = 'planned' or state = 'unknown' and may_be_made)`,
    [by.tenant, by.callKey, by.place, by.execution],
  );
  return result.rowCount === 1;
}

export async function markWriteUnsent(db: Queryable, by: By): Promise<void> {
  await db.query(
    `update writes set state = case when may_be_made then 'unknown' else 'planned' end
     where tenant = $1 and call_key = $2 and place = $3 and execution = $4 and state = 'sent'`,
    [by.tenant, by.callKey, by.place, by.execution],
  );
}

/** An answer that comes late is still the answer; a refusal of the repetition says nothing of the time before it. */
export async function settleWrite(
  db: Queryable,
  by: By,
  end: { readonly state: WriteState; readonly answer: Buffer | null },
): Promise<void> {
  await db.query(
    `update writes set state = case when $5 = 'refused' and may_be_made then 'unknown' else $5 end,
       answer = $6, settled_at = now()
     where tenant = $1 and call_key = $2 and place = $3 and execution = $4 and state in ('sent', 'unknown')`,
    [by.tenant, by.callKey, by.place, by.execution, end.state, end.answer],
  );
}

export async function confirmOpenWrites(
  db: Queryable,
  { tenant, callKey }: Pick<WriteCall, 'tenant' | 'callKey'>,
): Promise<void> {
  await db.query(
    `update writes set state = 'confirmed', settled_at = now()
     where tenant = $1 and call_key = $2 and state in ('sent', 'unknown')`,
    [tenant, callKey],
  );
}

export async function deleteWrites(
  db: Queryable,
  { tenant, callKey }: Pick<WriteCall, 'tenant' | 'callKey'>,
): Promise<void> {
  await db.query('delete from writes where tenant = $1 and call_key = $2', [tenant, callKey]);
}

const countRow = z.object({ step: z.string(), state: z.enum(writeStates), count: z.number() });

export type StepWrites = z.output<typeof countRow>;

/** How the writes of a run's steps stand. */
export async function countWritesOfRun(db: Queryable, tenant: TenantId, run: RunId): Promise<StepWrites[]> {
  return rows(
    db,
    countRow,
    'select step, state, count(*) as count from writes where tenant = $1 and run = $2 group by step, state',
    [tenant, run],
  );
}
