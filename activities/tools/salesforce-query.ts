// Reads all records of one SOQL query. The checkpoint is the address of the next page; when Salesforce has forgotten it,
// the query starts over. Never changes anything in the org.

import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import { defineTool, type ToolContext } from './define-tool.ts';
import { isCursorGone, longestEncodedQuery, readQueryPage } from './salesforce-query-pages.ts';

/** A cursor lives for days; one that is lost again and again is not going to last this time either. */
const mostRestarts = 3;

const soql = z
  .string()
  .trim()
  .min(1)
  .refine((text) => /^select\s/i.test(text), 'must be one SELECT statement')
  .refine((text) => !text.includes(';'), 'must be one statement, without a semicolon')
  .refine((text) => selectsId(text), 'must have Id in its SELECT: it is what tells the rows apart')
  .refine(
    (text) => !/\(\s*select\s/i.test(selectList(text)),
    'must not have a query within its SELECT: ask for those records in a step of their own',
  )
  .refine(
    (text) => !/\sfor\s+(update|view|reference)\b/i.test(text),
    'must not say FOR UPDATE, FOR VIEW or FOR REFERENCE: this tool only reads',
  )
  .refine(
    (text) => encodeURIComponent(text).length <= longestEncodedQuery,
    `must not be longer than ${longestEncodedQuery} characters when encoded into an address`,
  )
  .describe(
    "One SOQL query with Id in its SELECT, e.g. SELECT Id, Name FROM Account WHERE Industry = 'Energy'.",
  );

const input = z.strictObject({ soql });

const place = z.object({
  next: z.string().nullable(),
  announced: z.number().nullable(),
  pages: z.number(),
  restarts: z.number(),
  isDone: z.boolean(),
});
type Place = z.output<typeof place>;
const start: Place = { next: null, announced: null, pages: 0, restarts: 0, isDone: false };

type Context = ToolContext<z.output<typeof input>>;

export const salesforceQuery = defineTool({
  name: 'salesforce.query',
  provider: 'salesforce',
  scopes: ['api'],
  effect: 'read',
  description: 'Reads all records of a SOQL query, all pages of it. The row key is the record id.',
  input,
  async run(context) {
    const saved = await context.step.loadCheckpoint();
    let at = saved === null ? start : place.parse(saved);
    while (!at.isDone) at = await readPageOrRestart(context, at);

    const rows = await context.step.countRows();
    const receipt = {
      rows,
      announced: at.announced,
      unmatched: 0,
      pages: at.pages,
      lastPageSeen: true,
      facts: { restarts: at.restarts },
    };
    return rows === 0 && at.announced === 0 ? { status: 'empty', receipt } : { status: 'ok', receipt };
  },
});

async function readPageOrRestart(context: Context, at: Place): Promise<Place> {
  try {
    return await readPage(context, at);
  } catch (error) {
    if (!isCursorGone(error) || at.next === null) throw error;
    if (at.restarts >= mostRestarts) {
      throw new Failure(
        'tool.refused',
        `Salesforce forgot the place in this query ${mostRestarts + 1} times; ask for fewer records, for example a month at a time`,
        { facts: { restarts: at.restarts } },
      );
    }
    // Rows of the first reading may be gone from the second; kept, they would count as found.
    await context.step.clear();
    const again = { ...start, pages: at.pages + 1, restarts: at.restarts + 1 };
    await context.step.savePage({ rows: [], checkpoint: again });
    return again;
  }
}

async function readPage(context: Context, at: Place): Promise<Place> {
  const page = await readQueryPage(context, context.input.soql, at.next);
  const next: Place = {
    ...at,
    next: page.next,
    announced: at.announced ?? page.totalSize,
    pages: at.pages + 1,
    isDone: page.next === null,
  };
  await context.step.savePage({ rows: page.rows, checkpoint: next });
  context.heartbeat();
  return next;
}

const selectList = (text: string): string => /^select\s+([\s\S]*?)\sfrom\s/i.exec(text)?.[1] ?? '';

function selectsId(text: string): boolean {
  return selectList(text)
    .split(',')
    .some((field) => /^(\w+\.)?id$/i.test(field.trim()));
}
