// Reading and writing the cells of a tab the way the values API does: writes stay within their range and within the grid,
// reads leave out empty rows and cells at the end.

import { type A1Range, columnName, formatA1, formatTab, parseA1 } from './a1.ts';
import { GoogleError } from './errors.ts';
import type { Cell, Spreadsheet, Tab } from './spreadsheets.ts';

export interface Target {
  readonly tab: Tab;
  readonly range: A1Range;
}

export function targetOf(spreadsheet: Spreadsheet, text: string): Target {
  const tabNamed = (name: string): Tab | undefined =>
    spreadsheet.tabs.find(({ title }) => title.toLowerCase() === name.toLowerCase());
  const range = parseA1(text, (name) => tabNamed(name) !== undefined);
  const tab = range && (range.tab === null ? spreadsheet.tabs[0] : tabNamed(range.tab));
  if (!range || !tab) throw new GoogleError('INVALID_ARGUMENT', `Unable to parse range: ${text}`);
  const beyond =
    range.startRow >= tab.rowCount ||
    range.startColumn >= tab.columnCount ||
    (range.endRow ?? 0) > tab.rowCount ||
    (range.endColumn ?? 0) > tab.columnCount;
  if (beyond) throw beyondGrid(tab, text);
  return { tab, range };
}

const beyondGrid = (tab: Tab, range: string): GoogleError =>
  new GoogleError(
    'INVALID_ARGUMENT',
    `Range (${range}) exceeds grid limits. Max rows: ${tab.rowCount}, max columns: ${tab.columnCount}`,
  );

export function readCells({ tab, range }: Target): { range: string; values: Cell[][] } {
  const endRow = range.isAnchor && range.endRow === null ? tab.rowCount : (range.endRow ?? tab.rowCount);
  const endColumn = range.endColumn ?? tab.columnCount;
  const values: Cell[][] = [];
  for (let row = range.startRow; row < Math.min(endRow, tab.rows.length); row += 1) {
    const cells = (tab.rows[row] ?? []).slice(range.startColumn, endColumn).map((cell) => cell ?? '');
    while (cells.length > 0 && cells.at(-1) === '') cells.pop();
    values.push(cells);
  }
  while (values.length > 0 && values.at(-1)!.length === 0) values.pop();
  return { range: formatA1(tab.title, range.startRow, range.startColumn, endRow, endColumn), values };
}

export interface Written {
  readonly updatedRange: string;
  readonly updatedRows: number;
  readonly updatedColumns: number;
  readonly updatedCells: number;
}

/** `null` leaves a cell as it is; the empty string clears it. Nothing is written if anything would not fit. */
export function writeCells({ tab, range }: Target, values: ReadonlyArray<readonly (Cell | null)[]>): Written {
  const width = Math.max(0, ...values.map((cells) => cells.length));
  const lastRow = range.startRow + values.length;
  const lastColumn = range.startColumn + width;
  if (!range.isAnchor) refuseOutside(tab, range, lastRow, lastColumn);
  if (lastRow > tab.rowCount || lastColumn > tab.columnCount) {
    throw beyondGrid(tab, formatA1(tab.title, range.startRow, range.startColumn, lastRow, lastColumn));
  }
  let updatedCells = 0;
  values.forEach((cells, rowOffset) => {
    tab.rows[range.startRow + rowOffset] ??= [];
    const row = tab.rows[range.startRow + rowOffset]!;
    cells.forEach((cell, columnOffset) => {
      if (cell === null) return;
      row[range.startColumn + columnOffset] = cell;
      updatedCells += 1;
    });
  });
  for (let row = 0; row < tab.rows.length; row += 1) tab.rows[row] ??= [];
  return {
    updatedRange:
      values.length === 0 || width === 0
        ? formatTab(tab.title)
        : formatA1(tab.title, range.startRow, range.startColumn, lastRow, lastColumn),
    updatedRows: values.length,
    updatedColumns: width,
    updatedCells,
  };
}

function refuseOutside(tab: Tab, range: A1Range, lastRow: number, lastColumn: number): void {
  const where = formatA1(
    tab.title,
    range.startRow,
    range.startColumn,
    range.endRow ?? tab.rowCount,
    range.endColumn ?? tab.columnCount,
  );
  if (range.endRow !== null && lastRow > range.endRow) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      `Requested writing within range [${where}], but tried writing to row [${range.endRow + 1}]`,
    );
  }
  if (range.endColumn !== null && lastColumn > range.endColumn) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      `Requested writing within range [${where}], but tried writing to column [${columnName(range.endColumn)}]`,
    );
  }
}

export function clearCells({ tab, range }: Target): string {
  const endRow = range.endRow ?? tab.rowCount;
  const endColumn = range.endColumn ?? tab.columnCount;
  for (let row = range.startRow; row < Math.min(endRow, tab.rows.length); row += 1) {
    const cells = tab.rows[row]!;
    for (let column = range.startColumn; column < Math.min(endColumn, cells.length); column += 1)
      cells[column] = '';
  }
  return formatA1(tab.title, range.startRow, range.startColumn, endRow, endColumn);
}

/** First row after the last one that holds anything; the grid grows when the rows do not fit, as append does. */
export function appendPlace(
  { tab, range }: Target,
  rows: number,
): { target: Target; tableRange: string | null } {
  let last = tab.rows.length;
  while (last > 0 && tab.rows[last - 1]!.every((cell) => cell === undefined || cell === '')) last -= 1;
  const startRow = Math.max(last, range.startRow);
  tab.rowCount = Math.max(tab.rowCount, startRow + rows);
  const width = Math.max(0, ...tab.rows.slice(0, last).map((cells) => cells.length));
  return {
    target: {
      tab,
      range: { ...range, startRow, endRow: null, endColumn: null, isAnchor: true },
    },
    tableRange: last === 0 || width === 0 ? null : formatA1(tab.title, 0, 0, last, width),
  };
}
