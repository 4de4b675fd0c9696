// Schedules as tenants have set them. What stands here is the truth; Temporal's copy is made to agree with it.

import { z } from 'zod';
import type { ScheduleId, ScheduleRef, TenantId } from '../domain/ids.ts';
import type { ScheduleDefinition } from '../domain/schedule.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const scheduleRow = z.object({
  tenant: z.string().transform((id) => id as TenantId),
  id: z.string().transform((id) => id as ScheduleId),
  definition: z.unknown().transform((value) => value as ScheduleDefinition),
  revision: z.number(),
  paused: z.boolean(),
  note: z.string().nullable(),
  paused_at: z.number().nullable(),
  resumed_at: z.number().nullable(),
  server_digest: z.string().nullable(),
  examined_until: z.number(),
  created_at: z.number(),
  updated_at: z.number(),
});

export type ScheduleRow = z.output<typeof scheduleRow>;

export const refOf = ({ tenant, id }: Pick<ScheduleRow, 'tenant' | 'id'>): ScheduleRef => ({
  tenant,
  schedule: id,
});

const columns =
  'tenant, id, definition, revision, paused, note, paused_at, resumed_at, server_digest, examined_until, created_at, updated_at';

export interface ScheduleWish {
  readonly definition: ScheduleDefinition;
  readonly paused: boolean;
  readonly note: string | null;
}

export async function findSchedule(db: Queryable, ref: ScheduleRef): Promise<ScheduleRow | null> {
  return firstRow(db, scheduleRow, `select ${columns} from schedules where tenant = $1 and id = $2`, [
    ref.tenant,
    ref.schedule,
  ]);
}

/** Held until the transaction ends, so that whoever changes it does so in turn, here and at the server. */
export async function lockSchedule(db: Queryable, ref: ScheduleRef): Promise<ScheduleRow | null> {
  return firstRow(
    db,
    scheduleRow,
    `select ${columns} from schedules where tenant = $1 and id = $2 for update`,
    [ref.tenant, ref.schedule],
  );
}

export async function listSchedules(
  db: Queryable,
  tenant: TenantId,
  page: { readonly after: string; readonly limit: number },
): Promise<ScheduleRow[]> {
  return rows(
    db,
    scheduleRow,
    `select ${columns} from schedules where tenant = $1 and id > $2 order by id limit $3`,
    [tenant, page.after, page.limit],
  );
}

/** Of all tenants. */
export async function listScheduleRefs(db: Queryable): Promise<ScheduleRef[]> {
  const found = await rows(
    db,
    scheduleRow.pick({ tenant: true, id: true }),
    'select tenant, id from schedules',
    [],
  );
  return found.map(refOf);
}

/** Of all tenants, those nobody has compared with the server since, the longest ago first. */
export async function listUncheckedSchedules(
  db: Queryable,
  checkedBefore: number,
  limit: number,
): Promise<ScheduleRef[]> {
  const found = await rows(
    db,
    scheduleRow.pick({ tenant: true, id: true }),
    'select tenant, id from schedules where checked_at < $1 order by checked_at limit $2',
    [new Date(checkedBefore), limit],
  );
  return found.map(refOf);
}

/** Null: somebody has it in hand, or it is gone. */
export async function takeSchedule(db: Queryable, ref: ScheduleRef): Promise<ScheduleRow | null> {
  return firstRow(
    db,
    scheduleRow,
    `select ${columns} from schedules where tenant = $1 and id = $2 for update skip locked`,
    [ref.tenant, ref.schedule],
  );
}

/** A new revision, unless nothing changes. The pause keeps the time it began at. */
export async function putSchedule(
  db: Queryable,
  ref: ScheduleRef,
  { definition, paused, note }: ScheduleWish,
): Promise<ScheduleRow> {
  const row = await firstRow(
    db,
    scheduleRow,
    `insert into schedules as s (tenant, id, definition, revision, paused, note, paused_at)
     values ($1, $2, $3, 1, $4, $5, case when $4 then now() end)
     on conflict (tenant, id) do update set
       revision = s.revision +
         case when s.definition = $3 and s.paused = $4 and s.note is not distinct from $5 then 0 else 1 end,
       paused_at = case when $4 and not s.paused then now() else s.paused_at end,
       resumed_at = case when s.paused and not $4 then now() else s.resumed_at end,
       definition = $3, paused = $4, note = $5,
       updated_at = case when s.definition = $3 and s.paused = $4 and s.note is not distinct from $5
         then s.updated_at else now() end
     returning ${columns}`,
    [ref.tenant, ref.schedule, JSON.stringify(definition), paused, note],
  );
  return row!;
}

/** Somebody paused or resumed the server's copy by hand. It is the same revision: only its pause is taken over. */
export async function adoptPause(
  db: Queryable,
  ref: ScheduleRef,
  { paused, note }: Pick<ScheduleWish, 'paused' | 'note'>,
): Promise<ScheduleRow> {
  const row = await firstRow(
    db,
    scheduleRow,
    `update schedules set paused = $3, note = $4, updated_at = now(),
       paused_at = case when $3 then now() else paused_at end,
       resumed_at = case when $3 then resumed_at else now() end
     where tenant = $1 and id = $2 returning ${columns}`,
    [ref.tenant, ref.schedule, paused, note],
  );
  return row!;
}

export async function noteChecked(db: Queryable, ref: ScheduleRef, digest: string): Promise<void> {
  await db.query(
    'update schedules set server_digest = $3, checked_at = now() where tenant = $1 and id = $2',
    [ref.tenant, ref.schedule, digest],
  );
}

export async function noteExamined(db: Queryable, ref: ScheduleRef, until: number): Promise<void> {
  await db.query(
    'update schedules set examined_until = greatest(examined_until, $3) where tenant = $1 and id = $2',
    [ref.tenant, ref.schedule, new Date(until)],
  );
}

/** With its starts; the runs they began stay. */
export async function deleteSchedule(db: Queryable, ref: ScheduleRef): Promise<boolean> {
  const result = await db.query('delete from schedules where tenant = $1 and id = $2', [
    ref.tenant,
    ref.schedule,
  ]);
  return result.rowCount === 1;
}
