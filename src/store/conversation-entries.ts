// What was said in a run that a model decides: sealed entries in their order, each written once.

import { z } from 'zod';
import type { RunId, TenantId } from '../domain/ids.ts';
import type { Json } from '../domain/tool.ts';
import { type Queryable, rows } from './db.ts';

export interface ConversationRef {
  readonly tenant: TenantId;
  readonly run: RunId;
}

export const entryParts = ['told', 'answer'] as const;

export interface EntryPlace {
  readonly turn: number;
  readonly part: (typeof entryParts)[number];
  readonly number: number;
}

const entryRow = z.object({
  turn: z.number(),
  part: z.enum(entryParts),
  number: z.number(),
  sealed: z.instanceof(Buffer),
  facts: z.unknown().transform((value) => value as Json),
  created_at: z.number(),
});
export type EntryRow = z.output<typeof entryRow>;

/** The first to write an entry has written it; whoever comes later reads what stands there. */
export async function insertEntries(
  db: Queryable,
  { tenant, run }: ConversationRef,
  entries: readonly (EntryPlace & { readonly sealed: Buffer; readonly facts: Json })[],
): Promise<void> {
  if (entries.length === 0) return;
  await db.query(
    `insert into conversation_entries (tenant, run, turn, part, number, sealed, facts)
     select $1, $2, entry.turn, entry.part, entry.number, entry.sealed, entry.facts
     from unnest($3::int[], $4::text[], $5::int[], $6::bytea[], $7::jsonb[])
       as entry (turn, part, number, sealed, facts)
     on conflict (tenant, run, turn, part, number) do nothing`,
    [
      tenant,
      run,
      entries.map(({ turn }) => turn),
      entries.map(({ part }) => part),
      entries.map(({ number }) => number),
      entries.map(({ sealed }) => sealed),
      entries.map(({ facts }) => JSON.stringify(facts)),
    ],
  );
}

/** In the order they were said: of a turn, what was told comes before the answer. */
export async function listEntries(
  db: Queryable,
  { tenant, run }: ConversationRef,
  { from, turns }: { readonly from: number; readonly turns: number },
): Promise<EntryRow[]> {
  return rows(
    db,
    entryRow,
    `select turn, part, number, sealed, facts, created_at from conversation_entries
     where tenant = $1 and run = $2 and turn >= $3 and turn < $3::bigint + $4::bigint
     order by turn, part desc, number`,
    [tenant, run, from, turns],
  );
}
