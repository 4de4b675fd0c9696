// What stands where in the report's tab: pure, so that every execution of a call writes the same cells to the same places.
// Fixed ranges with RAW values are what makes the writes repeatable (providers.md section 6), and keeps a deal's name from
// becoming a formula. A cell nobody has read yet says so: it must never look like one that was read and is empty.

import { localClock } from '../../src/domain/deadline.ts';
import type { Json } from '../../src/domain/tool.ts';
import type { ResultRow } from './define-tool.ts';
import { bannerOf, type MissingPart, missingRow } from './google-sheet-words.ts';
import { canonicalRecordId } from './record-id.ts';

export type Cell = string | number | boolean;

/** Unknown, in the place of a value; "collected, and there was none" is an empty cell. */
export const notCollected = 'not collected';

export interface Column {
  readonly header: string;
  /** A field of the row, or a path into it: `Owner.Name`. */
  readonly field: string;
  readonly from: 'row' | 'join';
  readonly as: 'text' | 'number';
}

export interface JoinWish {
  readonly rowsOf: string;
  readonly on: string;
  readonly unmatchedNote: string;
}

export interface LayoutWish {
  readonly columns: readonly Column[];
  readonly join?: JoinWish | undefined;
  readonly gaps: readonly MissingPart[];
  /** Headers of the columns that say when a row, and its partner, were read. */
  readonly readAt?: { readonly row: string; readonly join?: string | undefined } | undefined;
  readonly timeZone: string;
  readonly mark?: string | undefined;
  /** In the place of the banner that says what is missing. */
  readonly banner?: string | undefined;
}

export interface Layout {
  readonly columns: readonly Column[];
  readonly header: readonly Cell[];
  /** Header, and above it the banner where there is one. */
  readonly frame: readonly (readonly Cell[])[];
  /** Number of the sheet's row that holds the first row of data, from 1. */
  readonly firstRow: number;
  readonly width: number;
  readonly missing: readonly (readonly Cell[])[];
  readonly showsRead: { readonly row: boolean; readonly join: boolean };
  readonly join: (JoinWish & { readonly isOpen: boolean }) | null;
  describeTime(instantAt: number | undefined): string;
}

/** The key column: whatever its header, it holds the row's key, by which rows are found again. */
const keyFields = ['id', 'Id', 'key'];
const keyColumn: Column = { header: 'Key', field: 'key', from: 'row', as: 'text' };

export function planLayout(wish: LayoutWish): Layout {
  const { join, gaps, readAt, timeZone } = wish;
  const [first] = wish.columns;
  const hasKey = first?.from === 'row' && keyFields.includes(first.field);
  const columns = hasKey ? wish.columns : [keyColumn, ...wish.columns];
  const showsRead = { row: readAt !== undefined, join: join !== undefined && readAt?.join !== undefined };
  const header = [
    ...columns.map((column) => column.header),
    ...(showsRead.row ? [`${readAt!.row} (${timeZone})`] : []),
    ...(showsRead.join ? [`${readAt!.join} (${timeZone})`] : []),
    ...(join ? ['Note'] : []),
  ];
  const describe = localClock(timeZone);
  const banner = wish.banner ?? bannerOf(gaps, describe, timeZone, wish.mark);
  const frame: Cell[][] = banner === null ? [header] : [[banner], header];
  return {
    columns,
    header,
    frame,
    firstRow: frame.length + 1,
    // A missing part takes two cells.
    width: Math.max(header.length, 2),
    missing: gaps.map((gap) => missingRow(gap, describe, timeZone)),
    showsRead,
    // A part that names no step may be anything, the partners too.
    join: join ? { ...join, isOpen: gaps.some((gap) => (gap.step ?? join.rowsOf) === join.rowsOf) } : null,
    describeTime: (instantAt) => (instantAt === undefined ? '' : describe(instantAt)),
  };
}

/** The columns a row takes from its partner, by the partner's key; the last is when it was read, where that is shown. */
export type JoinTable = ReadonlyMap<string, readonly Cell[]>;

export const joinCells = (layout: Layout, row: ResultRow): Cell[] => [
  ...layout.columns.filter((column) => column.from === 'join').map((column) => cellOf(row.value, column)),
  ...(layout.showsRead.join ? [layout.describeTime(row.readAt)] : []),
];

export interface SheetRow {
  readonly cells: readonly Cell[];
  /** `none`: proven to have no partner. `unknown`: its partner has not been read. */
  readonly partner: 'found' | 'none' | 'unknown' | 'not_asked';
}

/** Of a row whose partner has not been read. */
export const openNote = 'not collected, see ⚠ MISSING';

export function layOutRow(layout: Layout, row: ResultRow, table: JoinTable | null): SheetRow {
  const { join, showsRead } = layout;
  const key = join && keyOf(row.value[join.on]);
  const found = table && key ? (table.get(key) ?? table.get(canonicalRecordId(key) ?? '') ?? null) : null;
  // A row that names no partner has none, whatever is missing.
  const partner = !join ? 'not_asked' : found ? 'found' : key && join.isOpen ? 'unknown' : 'none';
  const joined = (place: number): Cell => found?.[place] ?? (partner === 'unknown' ? notCollected : '');

  let nextJoined = 0;
  const cells = layout.columns.map((column, index): Cell => {
    if (index === 0) return row.key;
    return column.from === 'join' ? joined(nextJoined++) : cellOf(row.value, column);
  });
  if (showsRead.row) cells.push(layout.describeTime(row.readAt));
  if (showsRead.join) cells.push(joined(nextJoined));
  if (join) cells.push(partner === 'none' ? join.unmatchedNote : partner === 'unknown' ? openNote : '');
  return { cells, partner };
}

/** Keys that are record ids are the same in either of their spellings. */
function keyOf(value: Json | undefined): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return String(value).trim() || null;
}

function cellOf(value: ResultRow['value'], column: Column): Cell {
  const found = column.field in value ? value[column.field] : readPath(value, column.field.split('.'));
  if (found === null || found === undefined) return '';
  if (typeof found === 'object') return JSON.stringify(found);
  if (column.as === 'number' && typeof found === 'string' && found.trim() !== '') {
    const number = Number(found);
    return Number.isFinite(number) ? number : found;
  }
  return found;
}

function readPath(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (inner, name) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? (inner as { readonly [key: string]: Json })[name]
        : undefined,
    value,
  );
}

/** Every row as wide as its range, so that no old cell shows through. */
export const pad = (rows: readonly (readonly Cell[])[], width: number): Cell[][] =>
  rows.map((row) => [...row, ...Array<Cell>(width - row.length).fill('')]);

/** `'2026-11-24'!A2:C11`: rows and columns from 1. */
export function rangeOf(tab: string, fromRow: number, rows: number, columns: number): string {
  return `${quoteTab(tab)}!A${fromRow}:${columnName(columns)}${fromRow + rows - 1}`;
}

export const quoteTab = (tab: string): string => `'${tab.replaceAll("'", "''")}'`;

export function columnName(number: number): string {
  const letter = String.fromCharCode(65 + ((number - 1) % 26));
  return number > 26 ? columnName(Math.floor((number - 1) / 26)) + letter : letter;
}
