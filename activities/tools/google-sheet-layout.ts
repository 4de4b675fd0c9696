// What stands where in the report's tab: pure, so that every execution of a call writes the same cells to the same places.
// Fixed ranges with RAW values are what makes the writes repeatable (providers.md section 6), and keeps a deal's name from
// becoming a formula.

import type { Json } from '../../src/domain/tool.ts';
import type { ResultRow } from './define-tool.ts';
import { canonicalRecordId } from './record-id.ts';

export type Cell = string | number | boolean;

export interface Column {
  readonly header: string;
  /** A field of the row, or a path into it: `Owner.Name`. */
  readonly field: string;
  readonly from: 'row' | 'join';
  readonly as: 'text' | 'number';
}

export interface MissingPart {
  readonly label: string;
  readonly detail: string;
}

export interface Layout {
  readonly columns: readonly Column[];
  readonly hasNote: boolean;
  /** Header, and above it the banner where parts are missing. */
  readonly frame: readonly (readonly Cell[])[];
  /** Number of the sheet's row that holds the first row of data, from 1. */
  readonly firstRow: number;
  readonly width: number;
  readonly missing: readonly (readonly Cell[])[];
}

/** The key column: whatever its header, it holds the row's key, by which rows are found again. */
const keyFields = ['id', 'Id', 'key'];
const keyColumn: Column = { header: 'Key', field: 'key', from: 'row', as: 'text' };

export function planLayout(input: {
  readonly columns: readonly Column[];
  readonly hasJoin: boolean;
  readonly gaps: readonly MissingPart[];
}): Layout {
  const [first] = input.columns;
  const hasKey = first?.from === 'row' && keyFields.includes(first.field);
  const columns = hasKey ? input.columns : [keyColumn, ...input.columns];
  const header = [...columns.map((column) => column.header), ...(input.hasJoin ? ['Note'] : [])];
  const frame: Cell[][] = [...bannerOf(input.gaps), header];
  return {
    columns,
    hasNote: input.hasJoin,
    frame,
    firstRow: frame.length + 1,
    // A missing part takes two cells.
    width: Math.max(header.length, 2),
    missing: input.gaps.map((gap) => [`⚠ MISSING: ${gap.label}`, gap.detail]),
  };
}

function bannerOf(gaps: readonly MissingPart[]): Cell[][] {
  if (gaps.length === 0) return [];
  const labels = gaps.map((gap) => gap.label).join(', ');
  return [[`⚠ INCOMPLETE: missing ${labels}. See the rows marked "⚠ MISSING" under the data.`]];
}

/** The columns a row takes from its partner, by the partner's key. */
export type JoinTable = ReadonlyMap<string, readonly Cell[]>;

export const joinCells = (layout: Layout, row: ResultRow): Cell[] =>
  layout.columns.filter((column) => column.from === 'join').map((column) => cellOf(row.value, column));

export interface SheetRow {
  readonly cells: readonly Cell[];
  readonly isUnmatched: boolean;
}

export function layOutRow(
  layout: Layout,
  row: ResultRow,
  join: { readonly table: JoinTable; readonly on: string; readonly note: string } | null,
): SheetRow {
  const partner = join ? findPartner(join.table, row.value[join.on]) : null;
  const isUnmatched = join !== null && partner === null;
  let nextJoined = 0;
  const cells = layout.columns.map((column, index): Cell => {
    if (index === 0) return row.key;
    return column.from === 'join' ? (partner?.[nextJoined++] ?? '') : cellOf(row.value, column);
  });
  if (layout.hasNote) cells.push(isUnmatched ? join.note : '');
  return { cells, isUnmatched };
}

/** Keys that are record ids are the same in either of their spellings. */
function findPartner(table: JoinTable, key: Json | undefined): readonly Cell[] | null {
  if (typeof key !== 'string' && typeof key !== 'number') return null;
  const text = String(key).trim();
  return table.get(text) ?? table.get(canonicalRecordId(text) ?? '') ?? null;
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

/** `'2026-11-24'!A2:C11`: rows and columns from 1. */
export function rangeOf(tab: string, fromRow: number, rows: number, columns: number): string {
  return `${quoteTab(tab)}!A${fromRow}:${columnName(columns)}${fromRow + rows - 1}`;
}

export const quoteTab = (tab: string): string => `'${tab.replaceAll("'", "''")}'`;

export function columnName(number: number): string {
  const letter = String.fromCharCode(65 + ((number - 1) % 26));
  return number > 26 ? columnName(Math.floor((number - 1) / 26)) + letter : letter;
}
