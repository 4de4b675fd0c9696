// Looks for the sandbox's tokens, secrets and codes in every place they must not be (promise 4): all rows of all tables, all
// histories, whatever texts the caller brings (logs, API answers, events).

import type { Client } from '@temporalio/client';
import type pg from 'pg';
import { openHistory } from './open-history.ts';

/** Marks the sandbox puts into access tokens, refresh tokens, client secrets, authorization codes and model keys. */
export const canaryMarks = ['sbxat', 'sbxrt', 'sbxcs', 'sbxac', 'sbxmk'] as const;

export interface CanaryFind {
  readonly place: string;
  readonly mark: string;
  readonly around: string;
}

export function findCanaries(place: string, text: string): CanaryFind[] {
  return canaryMarks.flatMap((mark) =>
    [mark, Buffer.from(mark).toString('hex'), ...base64Forms(mark)].flatMap((form) => {
      const at = text.indexOf(form);
      return at < 0 ? [] : [{ place, mark, around: text.slice(Math.max(0, at - 60), at + 20) }];
    }),
  );
}

/** The mark as it looks inside base64, at each of the three alignments, without the characters its neighbors decide. */
function base64Forms(mark: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from('\0'.repeat(offset) + mark)
      .toString('base64')
      .replaceAll('=', '');
    return encoded.slice(offset === 0 ? 0 : offset + 1, encoded.length - (encoded.length % 4 === 0 ? 0 : 1));
  });
}

export async function searchDatabase(pool: pg.Pool): Promise<{ rows: number; finds: CanaryFind[] }> {
  const tables = await pool.query<{ name: string }>(
    "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  let rows = 0;
  const finds: CanaryFind[] = [];
  for (const { name } of tables.rows) {
    const result = await pool.query<{ text: string }>(`select t::text as text from ${name} t`);
    rows += result.rows.length;
    for (const row of result.rows) finds.push(...findCanaries(`table ${name}`, row.text));
  }
  return { rows, finds };
}

export async function searchHistories(client: Client): Promise<{ events: number; finds: CanaryFind[] }> {
  let events = 0;
  const finds: CanaryFind[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) {
    // Opened: what is sealed would hide what must not be in it.
    for (const event of (await openHistory(client, workflowId, runId)).events) {
      events += 1;
      finds.push(...findCanaries(`history of ${workflowId}`, readable(event)));
    }
  }
  return { events, finds };
}

/** Payloads as the text they are, so that what stands inside one is seen: a protobuf message puts its bytes in base64. */
export function readable(event: unknown): string {
  return JSON.stringify(event, (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
  );
}
