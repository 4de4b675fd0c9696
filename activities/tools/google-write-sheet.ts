// Writes rows into one tab of a Google sheet, and proves it by reading the key column back. May be repeated at any point:
// the tab is cleared once, every range is fixed, and the checkpoint counts the rows that are written.
// What is missing is said in the sheet itself, above, in and below the data; never silently left out (promise 1). Asked to
// complete such a sheet, it fills the tab people have by now; where that is not safe it writes one of its own and says why.

import { z } from 'zod';
import { localClock } from '../../src/domain/deadline.ts';
import { defineTool, type ToolContext, type ToolOutcome } from './define-tool.ts';
import { fillTab } from './google-fill-sheet.ts';
import { chooseLateTab, isAsLeft, pointToLateTab } from './google-late-tab.ts';
import { type SheetWish, sheetInput } from './google-sheet-input.ts';
import { type Cell, joinCells, type Layout, layOutRow, pad, planLayout } from './google-sheet-layout.ts';
import { completedLate, inTabOfItsOwn } from './google-sheet-words.ts';
import { openSheets, type Sheets } from './google-sheets.ts';
import { digestOf } from './input-digest.ts';
import { readSlices } from './row-source.ts';

const place = z.object({
  digest: z.string(),
  total: z.number(),
  sheetId: z.number().nullable(),
  /** Data rows written so far; their ranges follow from it. */
  written: z.number(),
  unmatchedJoin: z.number(),
  /** Rows whose partner nobody has read. */
  notCollected: z.number().default(0),
  ranges: z.number(),
  /** Decided once: where a late report goes, what it says of itself, and why it is not in the tab it was meant for. */
  late: z
    .object({ tab: z.string(), banner: z.string(), why: z.string().nullable() })
    .nullable()
    .default(null),
});
type Place = z.output<typeof place>;

type Context = ToolContext<SheetWish>;

/** A column of so many short keys is one comfortable answer. */
const rowsPerRead = 10_000;

export const googleWriteSheet = defineTool({
  name: 'google.write_sheet',
  provider: 'google',
  scopes: ['https://www.googleapis.com/auth/spreadsheets'],
  effect: 'keyed',
  marksGaps: true,
  provesWrites: true,
  description:
    'Writes rows into one tab of a Google sheet, in order of their keys, optionally joined with the rows of another step, and reads the keys back.',
  input: sheetInput,
  async run(context) {
    const sheets = openSheets(context, context.input.spreadsheetId);
    const at = await openPlace(context);
    if (!context.input.late || at.late) return writeTab(context, sheets, at);
    return completeTab(context, sheets, at);
  },
});

async function openPlace({ input: wish, step }: Context): Promise<Place> {
  // Of what is written; not of whether it is written late.
  const { late: _, mark: __, ...written } = wish;
  const digest = digestOf(written);
  const saved = await step.loadCheckpoint();
  if (saved !== null) {
    const at = place.parse(saved);
    if (at.digest === digest) return at;
    await step.clear();
  }
  let total = 0;
  for await (const slice of readSlices(step, wish.rows, wish.rowsPerRequest)) total += slice.length;
  return {
    digest,
    total,
    sheetId: null,
    written: 0,
    unmatchedJoin: 0,
    notCollected: 0,
    ranges: 0,
    late: null,
  };
}

async function completeTab(context: Context, sheets: Sheets, at: Place): Promise<ToolOutcome> {
  const { input: wish, step, heartbeat } = context;
  const { tab, timeZone, rowsPerRequest } = wish;
  const mark = wish.mark!;
  const now = `${localClock(timeZone)(Date.now())} (${timeZone})`;
  const banner = completedLate(now, mark);
  const layout = planLayout({ ...wish, banner });
  const table = await loadJoin(context, layout);
  const rows = new Map<string, readonly Cell[]>();
  let unmatchedJoin = 0;
  for await (const slice of readSlices(step, wish.rows, rowsPerRequest)) {
    for (const row of slice) {
      const { cells, partner } = layOutRow(layout, row, table);
      rows.set(row.key, cells);
      if (partner === 'none') unmatchedJoin += 1;
    }
  }
  if (at.sheetId !== null) {
    const { sheetId, written } = at;
    const frame = planLayout(wish).frame.map(([cell]) => String(cell));
    if (await isAsLeft(sheets, wish, { sheetId, frame, keys: [...rows.keys()], written })) {
      return writeTab(context, sheets, at);
    }
  }
  const { delivered } = wish.late!;
  const filled = await fillTab({
    sheets,
    tab,
    layout,
    rows,
    mark,
    delivered,
    rowsPerRequest,
    banner,
    heartbeat,
  });
  if (filled.kind === 'filled') {
    const facts = { unmatchedJoin, gapRows: 0, rowsFilled: filled.changed, rowsAdded: filled.added };
    return outcomeOf(wish, tab, filled.sheetId, {
      rows: filled.rows,
      announced: rows.size,
      pages: filled.requests,
      facts,
    });
  }
  const late =
    filled.kind === 'absent'
      ? { tab, banner, why: null }
      : {
          tab: await chooseLateTab(sheets, tab, mark),
          banner: inTabOfItsOwn(now, filled.why, mark),
          why: filled.why,
        };
  const decided = { ...at, late, sheetId: null, written: 0, unmatchedJoin: 0, notCollected: 0, ranges: 0 };
  await step.savePage({ rows: [], checkpoint: decided });
  return writeTab(context, sheets, decided);
}

/** Writes the tab from its beginning, or from where an earlier execution came to. */
async function writeTab(context: Context, sheets: Sheets, from: Place): Promise<ToolOutcome> {
  const { input: wish } = context;
  const tab = from.late?.tab ?? wish.tab;
  const layout = planLayout({ ...wish, banner: from.late?.banner });
  let at = from;
  if (at.sheetId === null) at = await prepareTab(context, sheets, layout, tab, at);
  at = await writeRows(context, sheets, layout, tab, at);
  if (layout.missing.length > 0) {
    await sheets.write(tab, layout.firstRow + at.total, pad(layout.missing, layout.width), layout.width);
  }
  const confirmed = await countConfirmed(context, sheets, layout, tab, at.total);
  if (at.late?.why) await pointToLateTab(sheets, wish, { tab, why: at.late.why });
  const facts = {
    unmatchedJoin: at.unmatchedJoin,
    gapRows: wish.gaps.length,
    ...(at.notCollected > 0 && { rowsNotCollected: at.notCollected }),
    ...(at.late && { rowsAdded: confirmed, lateTab: tab, lateTabWhy: at.late.why }),
  };
  return outcomeOf(wish, tab, at.sheetId!, { rows: confirmed, announced: at.total, pages: at.ranges, facts });
}

function outcomeOf(
  { spreadsheetId }: SheetWish,
  tab: string,
  sheetId: number,
  counts: Pick<(ToolOutcome & { status: 'ok' })['receipt'], 'rows' | 'announced' | 'pages' | 'facts'>,
): ToolOutcome {
  const address = `https://docs.google.com/spreadsheets/d/${spreadsheetId}/edit#gid=${sheetId}`;
  return {
    status: 'ok',
    value: { spreadsheetId, tab, address },
    receipt: { unmatched: 0, lastPageSeen: true, ...counts },
  };
}

/** Once a call. From the checkpoint on, the tab holds nothing but what this call has written. */
async function prepareTab(
  context: Context,
  sheets: Sheets,
  layout: Layout,
  tab: string,
  at: Place,
): Promise<Place> {
  const lastRow = layout.firstRow - 1 + at.total + layout.missing.length;
  const sheetId = await sheets.ensureTab(tab, Math.max(lastRow, 2), layout.width);
  await sheets.clearTab(tab);
  await sheets.write(tab, 1, pad(layout.frame, layout.width), layout.width);
  const next = { ...at, sheetId, ranges: 1 };
  await context.step.savePage({ rows: [], checkpoint: next });
  context.heartbeat();
  return next;
}

async function writeRows(
  context: Context,
  sheets: Sheets,
  layout: Layout,
  tab: string,
  from: Place,
): Promise<Place> {
  if (from.written >= from.total) return from;
  const { rows, rowsPerRequest } = context.input;
  const table = await loadJoin(context, layout);
  let at = from;
  let start = 0;
  for await (const slice of readSlices(context.step, rows, rowsPerRequest)) {
    if (start >= at.written) {
      const laidOut = slice.map((row) => layOutRow(layout, row, table));
      const cells = pad(
        laidOut.map((row) => row.cells),
        layout.width,
      );
      await sheets.write(tab, layout.firstRow + start, cells, layout.width);
      at = {
        ...at,
        written: start + slice.length,
        unmatchedJoin: at.unmatchedJoin + laidOut.filter(({ partner }) => partner === 'none').length,
        notCollected: at.notCollected + laidOut.filter(({ partner }) => partner === 'unknown').length,
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
async function loadJoin({ input: { join }, step }: Context, layout: Layout) {
  if (!join) return null;
  const table = new Map<string, readonly Cell[]>();
  for await (const slice of step.readRowsOf(join.rowsOf)) {
    for (const row of slice) table.set(row.key, joinCells(layout, row));
  }
  return table;
}

/** Rows of ours whose key stands in the sheet now, wherever a person may have sorted it to meanwhile. */
async function countConfirmed(
  { input: { rows, rowsPerRequest }, step, heartbeat }: Context,
  sheets: Sheets,
  layout: Layout,
  tab: string,
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
