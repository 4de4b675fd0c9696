// Runs as the API shows them. The workflow decides; what stands here is the last thing it said.

import { z } from 'zod';
import type { RunId, TenantId } from '../domain/ids.ts';
import {
  type Ledger,
  type OnDeadline,
  type RunState,
  runStates,
  type Verdict,
  verdicts,
} from '../domain/run.ts';
import type { Json } from '../domain/tool.ts';
import { firstRow, inTransaction, type Pool, type Queryable, rows } from './db.ts';

const runRow = z.object({
  id: z.string().transform((id) => id as RunId),
  kind: z.string(),
  name: z.string(),
  input: z.unknown().transform((value) => value as Json),
  state: z.enum(runStates),
  verdict: z.enum(verdicts).nullable(),
  ledger: z.unknown().transform((value) => value as Ledger | null),
  deadline_at: z.number().nullable(),
  on_deadline: z.string().transform((value) => value as OnDeadline),
  created_at: z.number(),
  updated_at: z.number(),
});

export type RunRow = z.output<typeof runRow>;

const columns =
  'id, kind, name, input, state, verdict, ledger, deadline_at, on_deadline, created_at, updated_at';

/** Written before the workflow is started, so that whatever the workflow stores has a run to belong to. */
export async function insertRun(
  db: Queryable,
  run: {
    readonly tenant: TenantId;
    readonly id: RunId;
    readonly kind: string;
    readonly name: string;
    readonly input: Json;
    readonly deadlineAt: number | null;
    readonly onDeadline: OnDeadline;
  },
): Promise<void> {
  await db.query(
    `insert into runs (tenant, id, kind, name, input, state, deadline_at, on_deadline)
     values ($1, $2, $3, $4, $5, 'running', $6, $7) on conflict (tenant, id) do nothing`,
    [
      run.tenant,
      run.id,
      run.kind,
      run.name,
      JSON.stringify(run.input),
      run.deadlineAt === null ? null : new Date(run.deadlineAt),
      run.onDeadline,
    ],
  );
}

export async function deleteRun(db: Queryable, tenant: TenantId, id: RunId): Promise<void> {
  await db.query('delete from runs where tenant = $1 and id = $2', [tenant, id]);
}

export async function findRun(db: Queryable, tenant: TenantId, id: RunId): Promise<RunRow | null> {
  return firstRow(db, runRow, `select ${columns} from runs where tenant = $1 and id = $2`, [tenant, id]);
}

/** Where a run stands in the order of the list: when it was written down, to the microsecond, and its id. */
export interface RunPosition {
  readonly createdAtMicros: number;
  readonly id: string;
}

/** The newest first, after the given one. */
export async function listRuns(
  db: Queryable,
  tenant: TenantId,
  page: {
    readonly state: RunState | null;
    readonly verdict: Verdict | null;
    readonly after: RunPosition | null;
    readonly limit: number;
  },
): Promise<(RunRow & { readonly position: RunPosition })[]> {
  const found = await rows(
    db,
    runRow.extend({ created_micros: z.number() }),
    `select ${columns}, (extract(epoch from created_at) * 1000000)::bigint as created_micros from runs
     where tenant = $1 and ($2::text is null or state = $2) and ($3::text is null or verdict = $3)
       and ($4::bigint is null
         or (created_at, id) < (timestamptz 'epoch' + $4::bigint * interval '1 microsecond', $5::text))
     order by created_at desc, id desc limit $6`,
    [
      tenant,
      page.state,
      page.verdict,
      page.after?.createdAtMicros ?? null,
      page.after?.id ?? null,
      page.limit,
    ],
  );
  return found.map((run) => ({ ...run, position: { createdAtMicros: run.created_micros, id: run.id } }));
}

/** Of all tenants: runs that were written down before this time, and of which no workflow has said a word. */
export async function listUnstartedRuns(
  db: Queryable,
  writtenBefore: number,
): Promise<(RunRow & { readonly tenant: TenantId })[]> {
  return rows(
    db,
    runRow.extend({ tenant: z.string().transform((id) => id as TenantId) }),
    `select tenant, ${columns} from runs
     where state = 'running' and ledger is null and created_at < $1 order by created_at limit 100`,
    [new Date(writtenBefore)],
  );
}

/**
 * Only ever forward: a repeated or late save changes nothing. `scheduledAt`: when the Temporal server was told to have it saved;
 * a run that was reset counts its revisions from an earlier point, but at a later time.
 */
export async function saveLedger(db: Queryable, ledger: Ledger, scheduledAt: number): Promise<void> {
  await db.query(
    `update runs set state = $3, verdict = $4, ledger = $5, ledger_at = $7, updated_at = now()
     where tenant = $1 and id = $2
       and (coalesce(ledger_at, timestamptz 'epoch'), coalesce((ledger ->> 'revision')::int, 0)) < ($7, $6::int)`,
    [
      ledger.tenant,
      ledger.run,
      ledger.state,
      ledger.verdict,
      JSON.stringify(ledger),
      ledger.revision,
      new Date(scheduledAt),
    ],
  );
}

/** Of all tenants, the oldest first: not ended, with what their workflow said last; or ended, and to be filled in late. */
export async function listUnsettledRuns(
  db: Queryable,
  what: 'runs' | 'late fills',
  limit: number,
): Promise<(RunRow & { readonly ledger: Ledger; readonly tenant: TenantId })[]> {
  const found = await rows(
    db,
    runRow.extend({ tenant: z.string().transform((id) => id as TenantId) }),
    `select tenant, ${columns} from runs where ledger is not null and ${
      what === 'runs' ? "state <> 'ended'" : "ledger -> 'lateFill' ->> 'state' = 'waiting'"
    } order by created_at limit $1`,
    [limit],
  );
  return found.map((run) => ({ ...run, ledger: run.ledger! }));
}

/** The head replaces what was saved, its steps are laid over those saved before; only ever forward, as above. */
export async function saveAgentLedger(
  pool: Pool,
  head: Ledger,
  steps: readonly Ledger['steps'][number][],
  scheduledAt: number,
): Promise<void> {
  await inTransaction(pool, async (db) => {
    const row = await firstRow(
      db,
      runRow.pick({ ledger: true }),
      'select ledger from runs where tenant = $1 and id = $2 for update',
      [head.tenant, head.run],
    );
    const saved = row?.ledger?.steps ?? [];
    const merged = saved.map((step) => steps.find(({ id }) => id === step.id) ?? step);
    const added = steps.filter(({ id }) => !saved.some((step) => step.id === id));
    await saveLedger(db, { ...head, steps: [...merged, ...added] }, scheduledAt);
  });
}

/** Of these runs, those that have a deadline, the soonest first. */
export async function listDeadlines(
  db: Queryable,
  tenant: TenantId,
  ids: readonly RunId[],
): Promise<(Pick<RunRow, 'id' | 'name' | 'on_deadline'> & { readonly deadline_at: number })[]> {
  return rows(
    db,
    runRow.pick({ id: true, name: true, on_deadline: true }).extend({ deadline_at: z.number() }),
    `select id, name, deadline_at, on_deadline from runs
     where tenant = $1 and id = any($2) and deadline_at is not null order by deadline_at, id`,
    [tenant, ids],
  );
}
