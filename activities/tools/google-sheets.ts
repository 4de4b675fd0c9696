// The Sheets calls the report needs. Read 2026-11-24: https://developers.google.com/workspace/sheets/api (providers.md
// section 4.5). Only calls that may be repeated: fixed ranges, clear, addSheet with a sheet id of our choosing. Never
// `append`, which writes twice when its answer is lost.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import type { ToolContext } from './define-tool.ts';
import { googleErrors } from './google-errors.ts';
import { type Cell, quoteTab, rangeOf } from './google-sheet-layout.ts';
import { readAnswer } from './provider-answer.ts';

const tabsAnswer = z.object({
  sheets: z
    .array(
      z.object({
        properties: z.object({
          // Google leaves out what is zero.
          sheetId: z.int().default(0),
          title: z.string(),
          gridProperties: z
            .object({ rowCount: z.int().default(0), columnCount: z.int().default(0) })
            .default({ rowCount: 0, columnCount: 0 }),
        }),
      }),
    )
    .default([]),
});
type Tab = z.output<typeof tabsAnswer>['sheets'][number]['properties'];

const written = z.object({ updatedRange: z.string() });
const values = z.object({ values: z.array(z.array(z.unknown())).optional() });
const cells = z.object({
  values: z.array(z.array(z.union([z.string(), z.number(), z.boolean()]))).default([]),
});
const anything = z.object({});

export interface Sheets {
  /** Makes sure the tab is there and large enough; answers its id. */
  ensureTab(tab: string, rows: number, columns: number): Promise<number>;
  clearTab(tab: string): Promise<void>;
  /** Null: there is no tab of this name. */
  findTab(
    tab: string,
  ): Promise<{ readonly sheetId: number; readonly rows: number; readonly columns: number } | null>;
  write(tab: string, fromRow: number, cells: readonly (readonly Cell[])[], columns: number): Promise<void>;
  /** Single rows, all or none of them; a cell that is null stays as it is. */
  writeSparse(
    tab: string,
    rows: ReadonlyMap<number, readonly (Cell | null)[]>,
    columns: number,
  ): Promise<void>;
  /** What stands in these rows, as it was written: every row as wide as asked for, an empty cell is ''. */
  read(tab: string, fromRow: number, rows: number, columns: number): Promise<Cell[][]>;
  /** The first column of these rows, as text; empty cells are left out. */
  readFirstColumn(tab: string, fromRow: number, rows: number): Promise<string[]>;
}

export function openSheets(
  { fetch, signal }: Pick<ToolContext<unknown>, 'fetch' | 'signal'>,
  spreadsheetId: string,
): Sheets {
  const base = `/v4/spreadsheets/${encodeURIComponent(spreadsheetId)}`;

  const ask = async <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    change?: { readonly method: 'POST' | 'PUT'; readonly body: unknown },
  ): Promise<z.output<Schema>> => {
    const response = await fetch(`${base}${path}`, {
      signal,
      ...(change && {
        method: change.method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(change.body),
      }),
    });
    return readAnswer(response, { schema, errors: googleErrors, signal });
  };
  const batchUpdate = (request: unknown) =>
    ask(anything, ':batchUpdate', { method: 'POST', body: { requests: [request] } });

  const listTabs = async (): Promise<Tab[]> => {
    const { sheets } = await ask(tabsAnswer, '?fields=sheets.properties(sheetId,title,gridProperties)');
    return sheets.map((sheet) => sheet.properties);
  };

  const addTab = async (title: string, sheetId: number, rowCount: number, columnCount: number) => {
    try {
      await batchUpdate({
        addSheet: { properties: { title, sheetId, gridProperties: { rowCount, columnCount } } },
      });
    } catch (error) {
      if (!(error instanceof Failure) || error.facts.status !== 400) throw error;
      // An earlier execution's request went through although its answer was lost: then the tab is there.
      if (!(await listTabs()).some((tab) => isSameTitle(tab.title, title))) throw error;
    }
  };

  return {
    async ensureTab(title, rows, columns) {
      const tabs = await listTabs();
      const tab = tabs.find((candidate) => isSameTitle(candidate.title, title));
      if (!tab) {
        const sheetId = chooseSheetId(title, new Set(tabs.map((other) => other.sheetId)));
        await addTab(title, sheetId, rows, columns);
        return sheetId;
      }
      const { rowCount, columnCount } = tab.gridProperties;
      if (rowCount < rows || columnCount < columns) {
        const gridProperties = {
          rowCount: Math.max(rowCount, rows),
          columnCount: Math.max(columnCount, columns),
        };
        await batchUpdate({
          updateSheetProperties: {
            properties: { sheetId: tab.sheetId, gridProperties },
            fields: 'gridProperties.rowCount,gridProperties.columnCount',
          },
        });
      }
      return tab.sheetId;
    },

    async clearTab(tab) {
      await ask(anything, `/values/${encodeURIComponent(quoteTab(tab))}:clear`, { method: 'POST', body: {} });
    },

    async write(tab, fromRow, cells, columns) {
      const range = rangeOf(tab, fromRow, cells.length, columns);
      await ask(written, `/values/${encodeURIComponent(range)}?valueInputOption=RAW`, {
        method: 'PUT',
        body: { range, majorDimension: 'ROWS', values: cells },
      });
    },

    async findTab(title) {
      const tab = (await listTabs()).find((candidate) => isSameTitle(candidate.title, title));
      if (!tab) return null;
      const { rowCount: rows, columnCount: columns } = tab.gridProperties;
      return { sheetId: tab.sheetId, rows, columns };
    },

    async writeSparse(tab, rows, columns) {
      if (rows.size === 0) return;
      const data = [...rows].map(([row, cells]) => ({
        range: rangeOf(tab, row, 1, columns),
        majorDimension: 'ROWS',
        values: [cells],
      }));
      await ask(anything, '/values:batchUpdate', { method: 'POST', body: { valueInputOption: 'RAW', data } });
    },

    async read(tab, fromRow, rows, columns) {
      const range = rangeOf(tab, fromRow, rows, columns);
      const path = `/values/${encodeURIComponent(range)}?valueRenderOption=UNFORMATTED_VALUE`;
      const answer = await ask(cells, path);
      return Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (_, column) => answer.values[row]?.[column] ?? ''),
      );
    },

    async readFirstColumn(tab, fromRow, rows) {
      const range = rangeOf(tab, fromRow, rows, 1);
      const answer = await ask(values, `/values/${encodeURIComponent(range)}?majorDimension=COLUMNS`);
      const column = answer.values?.[0] ?? [];
      return column.map(String).filter((cell) => cell !== '');
    },
  };
}

/** Sheets keeps titles apart without regard to case, and finds ranges the same way. */
const isSameTitle = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** From the tab's name, so that a second addSheet for the same tab fails instead of making another; 31 bits. */
export function chooseSheetId(title: string, taken: ReadonlySet<number>): number {
  for (let salt = 0; ; salt++) {
    const id = createHash('sha256').update(`${salt}:${title}`).digest().readUInt32BE(0) >>> 1;
    if (!taken.has(id)) return id;
  }
}
