// Writes rows into one tab of a Google sheet, and proves it by reading the key column back. May be repeated at any point:
// the tab is cleared once, every range is fixed, and the checkpoint counts the rows that are written.
// What is missing is said in the sheet itself, above and below the data; never silently left out (promise 1).

import { z } from 'zod';
import { defineTool, type ToolContext } from './define-tool.ts';
import { type Cell, joinCells, type Layout, layOutRow, planLayout } from './google-sheet-layout.ts';
import { openSheets, type Sheets } from './google-sheets.ts';
import { digestOf } from './input-digest.ts';
import { readSlices, rowSource } from './row-source.ts';

const column = z.strictObject({
  header: z.string().min(1).max(200),
  field: z.string().min(1).max(200),
  from: z.enum(['row', 'join']).default('row'),
  as: z.enum(['text', 'number']).default('text').describe('`number` writes a text that is a number as one.'),
});

const input = z
  .strictObject({
    spreadsheetId: z
      .string()
      .regex(/^[\w-]{10,100}$/, 'is not a spreadsheet id (the long part of its address)'),
    tab: z.string().trim().min(1).max(100).describe('Name of the tab; it is cleared before it is written.'),
    columns: z.array(column).min(1).max(100),
    rows: rowSource,
    join: z
      .strictObject({
        rowsOf: z.string().min(1).describe('Step whose rows are joined by their key.'),
        on: z.string().min(1).describe('Field of the row that holds the partner’s key.'),
        unmatchedNote: z.string().min(1).max(200).default('no Salesforce account'),
      })
      .optional(),
    gaps: z
      .array(z.strictObject({ label: z.string().min(1).max(200), detail: z.string().max(1_000) }))
      .max(200)
      .default([])
      .describe('Parts that are missing, to be marked in the sheet.'),
    // 1,000 rows of ten columns stay well under the 2 MB Google advises for a request.
    rowsPerRequest: z.int().min(1).max(1_000).default(500),
  })
  .refine((wish) => wish.join || wish.columns.every((one) => one.from === 'row'), {
    path: ['join'],
    message: 'is needed, because columns take their values from it',
  });

const place = z.object({
  digest: z.string(),
  total: z.number(),
  sheetId: z.number().nullable(),
  /** Data rows written so far; their ranges follow from it. */
  written: z.number(),
  unmatchedJoin: z.number(),
  ranges: z.number(),
});
type Place = z.output<typeof place>;

type Context = ToolContext<z.output<typeof input>>;

/** A column of so many short keys is one comfortable answer. */
const rowsPerRead = 10_000;

export const googleWriteSheet = defineTool({
  name: 'google.write_sheet',
  provider: 'google',
  scopes: ['https://www.googleapis.com/auth/spreadsheets'],
  effect: 'keyed',
  description:
    'Writes rows into one tab of a Google sheet, in order of their keys, optionally joined with the rows of another step, and reads the keys back.',
  input,
  async run(context) {
    const { tab, spreadsheetId, gaps } = context.input;
    const layout = planLayout({ ...context.input, hasJoin: context.input.join !== undefined });
    const sheets = openSheets(context, spreadsheetId);

    let at = await openPlace(context);
    if (at.sheetId === null) at = await prepareTab(context, sheets, layout, at);
    at = await writeRows(context, sheets, layout, at);
    if (layout.missing.length > 0) {
      await sheets.write(tab, layout.firstRow + at.total, pad(layout.missing, layout.width), layout.width);
    }
    const confirmed = await countConfirmed(context, sheets, layout, at.total);

    return {
      status: 'ok',
      value: {
        spreadsheetId,
        tab,
        address: `https://docs.google.com/spreadsheets/d/${spreadsheetId}/edit#gid=${at.sheetId}`,
      },
      receipt: {
        rows: confirmed,
        announced: at.total,
        unmatched: 0,
        pages: at.ranges,
        lastPageSeen: true,
        facts: { unmatchedJoin: at.unmatchedJoin, gapRows: gaps.length },
      },
    };
  },
});

async function openPlace({ input: wish, step }: Context): Promise<Place> {
  const digest = digestOf(wish);
  const saved = await step.loadCheckpoint();
  if (saved !== null) {
    const at = place.parse(saved);
    if (at.digest === digest) return at;
    await step.clear();
  }
  let total = 0;
  for await (const slice of readSlices(step, wish.rows, wish.rowsPerRequest)) total += slice.length;
  return { digest, total, sheetId: null, written: 0, unmatchedJoin: 0, ranges: 0 };
}

/** Once a call. From the checkpoint on, the tab holds nothing but what this call has written. */
async function prepareTab(context: Context, sheets: Sheets, layout: Layout, at: Place): Promise<Place> {
  const { tab } = context.input;
  const lastRow = layout.firstRow - 1 + at.total + layout.missing.length;
  const sheetId = await sheets.ensureTab(tab, Math.max(lastRow, 2), layout.width);
  await sheets.clearTab(tab);
  await sheets.write(tab, 1, pad(layout.frame, layout.width), layout.width);
  const next = { ...at, sheetId, ranges: 1 };
  await context.step.savePage({ rows: [], checkpoint: next });
  context.heartbeat();
  return next;
}

async function writeRows(context: Context, sheets: Sheets, layout: Layout, from: Place): Promise<Place> {
  if (from.written >= from.total) return from;
  const { tab, rows, rowsPerRequest } = context.input;
  const join = await loadJoin(context, layout);
  let at = from;
  let start = 0;
  for await (const slice of readSlices(context.step, rows, rowsPerRequest)) {
    if (start >= at.written) {
      const laidOut = slice.map((row) => layOutRow(layout, row, join));
      const cells = pad(
        laidOut.map((row) => row.cells),
        layout.width,
      );
      await sheets.write(tab, layout.firstRow + start, cells, layout.width);
      at = {
        ...at,
        written: start + slice.length,
        unmatchedJoin: at.unmatchedJoin + laidOut.filter((row) => row.isUnmatched).length,
        ranges: at.ranges + 1,
      };
      await context.step.savePage({ rows: [], checkpoint: at });
      context.heartbeat();
    }
    start += slice.length;
  }
  return at;
}

/** Of the partner rows only the cells that are written, by key: tens of thousands of them fit. */
async function loadJoin({ input: { join, gaps }, step }: Context, layout: Layout) {
  if (!join) return null;
  const table = new Map<string, readonly Cell[]>();
  for await (const slice of step.readRowsOf(join.rowsOf)) {
    for (const row of slice) table.set(row.key, joinCells(layout, row));
  }
  // While parts are missing, nobody has proven that there is no partner.
  return { table, on: join.on, note: gaps.length > 0 ? 'not read yet, see ⚠ MISSING' : join.unmatchedNote };
}

/** Rows of ours whose key stands in the sheet now, wherever a person may have sorted it to meanwhile. */
async function countConfirmed(
  { input: { tab, rows, rowsPerRequest }, step, heartbeat }: Context,
  sheets: Sheets,
  layout: Layout,
  total: number,
): Promise<number> {
  const seen = new Set<string>();
  for (let start = 0; start < total; start += rowsPerRead) {
    const length = Math.min(rowsPerRead, total - start);
    for (const key of await sheets.readFirstColumn(tab, layout.firstRow + start, length)) seen.add(key);
    heartbeat();
  }
  let confirmed = 0;
  for await (const slice of readSlices(step, rows, rowsPerRequest)) {
    confirmed += slice.filter((row) => seen.has(row.key)).length;
  }
  return confirmed;
}

/** Every row as wide as its range, so that no old cell shows through. */
const pad = (rows: readonly (readonly Cell[])[], width: number): Cell[][] =>
  rows.map((row) => [...row, ...Array<Cell>(width - row.length).fill('')]);
