// A1 notation: which tab and which cells a text like 'Night 24'!A2:C10 means. Read 2026-11-24: Sheets API concepts, "Cell".
// Rows and columns are counted from 0, ends are exclusive, null where the range is open.

export interface A1Range {
  /** null: the first tab. */
  readonly tab: string | null;
  readonly startRow: number;
  readonly endRow: number | null;
  readonly startColumn: number;
  readonly endColumn: number | null;
  /** A single cell or a bare tab: a write may go on to the right and downwards from it. */
  readonly isAnchor: boolean;
}

/** null when the text is not a range; whether the tab exists is for the caller to see. */
export function parseA1(text: string, isTab: (name: string) => boolean): A1Range | null {
  const quoted = /^'((?:[^']|'')*)'(?:!(.*))?$/.exec(text);
  if (quoted) return parseCells(quoted[1]!.replaceAll("''", "'"), quoted[2]);
  const mark = text.lastIndexOf('!');
  if (mark >= 0) return parseCells(text.slice(0, mark), text.slice(mark + 1));
  // A bare word is a tab's name if there is such a tab, else cells of the first tab.
  return isTab(text) ? parseCells(text, undefined) : parseCells(null, text);
}

function parseCells(tab: string | null, cells: string | undefined): A1Range | null {
  if (cells === undefined) {
    return { tab, startRow: 0, endRow: null, startColumn: 0, endColumn: null, isAnchor: true };
  }
  const match = /^\$?([A-Za-z]*)\$?(\d*)(?::\$?([A-Za-z]*)\$?(\d*))?$/.exec(cells);
  if (!match || cells === '') return null;
  const [, fromColumn = '', fromRow = '', toColumn, toRow] = match;
  const startRow = fromRow === '' ? 0 : Number(fromRow) - 1;
  const startColumn = fromColumn === '' ? 0 : columnIndex(fromColumn);
  if (startRow < 0) return null;
  if (toColumn === undefined) {
    if (fromColumn === '' || fromRow === '') return null;
    return { tab, startRow, endRow: startRow + 1, startColumn, endColumn: startColumn + 1, isAnchor: true };
  }
  if (toColumn === '' && toRow === '') return null;
  const endRow = toRow === '' ? null : Number(toRow);
  const endColumn = toColumn === '' ? null : columnIndex(toColumn) + 1;
  if ((endRow !== null && endRow <= startRow) || (endColumn !== null && endColumn <= startColumn))
    return null;
  return { tab, startRow, endRow, startColumn, endColumn, isAnchor: false };
}

export function formatA1(
  tab: string,
  startRow: number,
  startColumn: number,
  endRow: number,
  endColumn: number,
): string {
  const first = `${columnName(startColumn)}${startRow + 1}`;
  const last = `${columnName(endColumn - 1)}${endRow}`;
  return `${formatTab(tab)}!${first === last ? first : `${first}:${last}`}`;
}

export const formatTab = (tab: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(tab) ? tab : `'${tab.replaceAll("'", "''")}'`;

export function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

const columnIndex = (name: string): number =>
  [...name.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
