// Completes a tab that was delivered with gaps and that people have had in their hands since: sorted, filtered, annotated.
// Rows are found by key, never by place; only cells that say "not collected" are written, so nothing a person wrote is lost;
// and where the keys no longer allow to be sure, nothing is written and the reason is given. May be repeated at any point.

import { type Cell, type Layout, notCollected, openNote, pad } from './google-sheet-layout.ts';
import { missingSign, signatureOf } from './google-sheet-words.ts';
import type { Sheets } from './google-sheets.ts';

export interface FillOrder {
  readonly sheets: Sheets;
  readonly tab: string;
  readonly layout: Layout;
  /** Every row of the report by its key, laid out as it would be written. */
  readonly rows: ReadonlyMap<string, readonly Cell[]>;
  readonly mark: string;
  /** So many of the rows were in the tab when it was delivered. */
  readonly delivered: number;
  readonly rowsPerRequest: number;
  /** What the banner says when all is done. */
  readonly banner: string;
  heartbeat(): void;
}

export type Filled =
  | {
      readonly kind: 'filled';
      readonly sheetId: number;
      readonly rows: number;
      readonly changed: number;
      readonly added: number;
      readonly requests: number;
    }
  /** There is no such tab. */
  | { readonly kind: 'absent' }
  /** Nobody can be sure which row is which: `why` completes "because …". */
  | { readonly kind: 'unsafe'; readonly why: string };

interface Survey {
  readonly places: ReadonlyMap<string, number>;
  readonly twice: readonly string[];
  readonly markRows: readonly number[];
  readonly headerRows: number;
  readonly lastRow: number;
}

export async function fillTab(order: FillOrder): Promise<Filled> {
  const { sheets, tab, layout, rows, banner } = order;
  const found = await sheets.findTab(tab);
  if (!found) return { kind: 'absent' };
  if (found.columns < layout.width) return unsafe(`columns of the tab "${tab}" were removed`);

  const before = await survey(order, found.rows);
  const doubt = doubtOf(order, before);
  if (doubt) return unsafe(doubt);

  const filled = await fillCells(order, found.rows);
  if (filled === null) return unsafe(`the tab "${tab}" was being changed at that moment`);
  const added = await addRows(order, await survey(order, found.rows));

  const grown = (await sheets.findTab(tab))?.rows ?? 0;
  const after = await survey(order, grown);
  const [markRow] = after.markRows;
  if (after.twice.length > 0 || after.places.size < rows.size || markRow === undefined) {
    return unsafe(`the tab "${tab}" was being changed at that moment`);
  }
  await sheets.writeSparse(tab, new Map([[markRow, [banner]]]), 1);
  return {
    kind: 'filled',
    sheetId: found.sheetId,
    rows: after.places.size,
    changed: filled.changed,
    added: added.rows,
    requests: filled.requests + added.requests + 1,
  };
}

const unsafe = (why: string): Filled => ({ kind: 'unsafe', why });

function doubtOf(
  { tab, delivered }: FillOrder,
  { places, twice, markRows, headerRows }: Survey,
): string | null {
  if (markRows.length !== 1) return `nothing in the tab "${tab}" says any more that it is of this run`;
  if (headerRows !== 1) return `the columns of the tab "${tab}" were changed`;
  if (twice.length > 0) return `the key ${twice[0]} stands more than once in the tab "${tab}"`;
  if (places.size < delivered) {
    return `${delivered - places.size} of the keys written into the tab "${tab}" were edited or deleted there`;
  }
  return null;
}

/** Where everything stands now. */
async function survey(order: FillOrder, rowCount: number): Promise<Survey> {
  const { layout, rows, mark } = order;
  const places = new Map<string, number>();
  const twice: string[] = [];
  const markRows: number[] = [];
  let headerRows = 0;
  let lastRow = 0;
  for await (const { row, cells } of readAll(order, rowCount)) {
    const first = String(cells[0]);
    if (cells.some((cell) => cell !== '')) lastRow = row;
    if (first.includes(signatureOf(mark))) markRows.push(row);
    else if (isSameRow(cells, pad([layout.header], layout.width)[0]!)) headerRows += 1;
    else if (rows.has(first)) {
      if (places.has(first)) twice.push(first);
      places.set(first, row);
    }
  }
  return { places, twice, markRows, headerRows, lastRow };
}

async function* readAll(
  { sheets, tab, layout, rowsPerRequest, heartbeat }: FillOrder,
  rowCount: number,
): AsyncGenerator<{ readonly row: number; readonly cells: readonly Cell[] }> {
  for (let from = 1; from <= rowCount; from += rowsPerRequest) {
    const length = Math.min(rowsPerRequest, rowCount - from + 1);
    const window = await sheets.read(tab, from, length, layout.width);
    heartbeat();
    for (const [offset, cells] of window.entries()) yield { row: from + offset, cells };
  }
}

/** Null: a row was not where it had been a moment before, so somebody is moving rows. */
async function fillCells(
  { sheets, tab, layout, rows, rowsPerRequest, heartbeat }: FillOrder,
  rowCount: number,
): Promise<{ changed: number; requests: number } | null> {
  let changed = 0;
  let requests = 0;
  for (let from = 1; from <= rowCount; from += rowsPerRequest) {
    const length = Math.min(rowsPerRequest, rowCount - from + 1);
    const now = await sheets.read(tab, from, length, layout.width);
    const changes = new Map<number, (Cell | null)[]>();
    for (const [offset, cells] of now.entries()) {
      const change = changeOf(cells, rows.get(String(cells[0])));
      if (change) changes.set(from + offset, change);
    }
    heartbeat();
    if (changes.size === 0) continue;
    await sheets.writeSparse(tab, changes, layout.width);
    const then = await sheets.read(tab, from, length, layout.width);
    heartbeat();
    for (const [row, change] of changes) {
      const expected = now[row - from]!.map((cell, place) => change[place] ?? cell);
      if (!isSameRow(then[row - from]!, expected)) return null;
    }
    changed += changes.size;
    requests += 1;
  }
  return { changed, requests };
}

/** Only what says that it is not known yet; null leaves a cell as it is. */
function changeOf(cells: readonly Cell[], complete: readonly Cell[] | undefined): (Cell | null)[] | null {
  if (String(cells[0]).startsWith(missingSign)) return cells.map((_, place) => (place < 2 ? '' : null));
  if (!complete) return null;
  const change = cells.map((cell, place) =>
    place > 0 && (cell === notCollected || cell === openNote) ? (complete[place] ?? '') : null,
  );
  return change.some((cell) => cell !== null) ? change : null;
}

/** Rows that were read only now, below everything else; found by their keys when this is repeated. */
async function addRows(
  { sheets, tab, layout, rows, rowsPerRequest, heartbeat }: FillOrder,
  { places, lastRow }: Survey,
): Promise<{ rows: number; requests: number }> {
  const fresh = [...rows].filter(([key]) => !places.has(key)).map(([, cells]) => cells);
  if (fresh.length === 0) return { rows: 0, requests: 0 };
  await sheets.ensureTab(tab, lastRow + fresh.length, layout.width);
  let requests = 0;
  for (let start = 0; start < fresh.length; start += rowsPerRequest) {
    const slice = fresh.slice(start, start + rowsPerRequest);
    await sheets.write(tab, lastRow + 1 + start, pad(slice, layout.width), layout.width);
    requests += 1;
    heartbeat();
  }
  return { rows: fresh.length, requests };
}

const isSameRow = (one: readonly Cell[], other: readonly Cell[]): boolean =>
  one.length === other.length && one.every((cell, place) => String(cell) === String(other[place]));
