// The spreadsheets there are: their tabs, their cells, and who may open them. Cells hold what was entered; an empty cell
// is the empty string.

import { randomText } from '../oauth/token-text.ts';

export type Cell = string | number | boolean;

export interface Tab {
  sheetId: number;
  title: string;
  rowCount: number;
  columnCount: number;
  /** Rows and cells beyond what was written are absent. */
  rows: Cell[][];
}

export interface Spreadsheet {
  readonly id: string;
  title: string;
  readonly owner: string;
  readonly sharedWith: Set<string>;
  /** Made through the API: visible to an app that has the `drive.file` scope only. */
  readonly isMadeByApp: boolean;
  tabs: Tab[];
}

export interface SpreadsheetStore {
  create(wish: {
    readonly title: string;
    readonly owner: string;
    readonly id?: string;
    readonly tabs?: Tab[];
    readonly isMadeByApp?: boolean;
  }): Spreadsheet;
  find(id: string): Spreadsheet | null;
  share(id: string, user: string): void;
  unshare(id: string, user: string): void;
  all(): readonly Spreadsheet[];
}

export const DEFAULT_ROWS = 1000;
export const DEFAULT_COLUMNS = 26;

export const emptyTab = (sheetId: number, title: string): Tab => ({
  sheetId,
  title,
  rowCount: DEFAULT_ROWS,
  columnCount: DEFAULT_COLUMNS,
  rows: [],
});

export function createSpreadsheetStore(): SpreadsheetStore {
  const spreadsheets = new Map<string, Spreadsheet>();
  const existing = (id: string): Spreadsheet => {
    const found = spreadsheets.get(id);
    if (!found) throw new Error(`The sandbox has no spreadsheet ${id}.`);
    return found;
  };
  return {
    create({ title, owner, id = `1${randomText(32)}`.slice(0, 44), tabs, isMadeByApp = false }) {
      const spreadsheet: Spreadsheet = {
        id,
        title,
        owner,
        sharedWith: new Set(),
        isMadeByApp,
        tabs: tabs && tabs.length > 0 ? tabs : [emptyTab(0, 'Sheet1')],
      };
      spreadsheets.set(id, spreadsheet);
      return spreadsheet;
    },
    find: (id) => spreadsheets.get(id) ?? null,
    share: (id, user) => void existing(id).sharedWith.add(user),
    unshare: (id, user) => void existing(id).sharedWith.delete(user),
    all: () => [...spreadsheets.values()],
  };
}

export const mayOpen = (spreadsheet: Spreadsheet, user: string): boolean =>
  spreadsheet.owner === user || spreadsheet.sharedWith.has(user);
