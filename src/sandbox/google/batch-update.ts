// spreadsheets.batchUpdate: changes of structure, and cells with them, all or none. Read 2026-11-24: Sheets API reference,
// "Request". addSheet with a sheetId chosen by the caller is how a write is made safe to repeat: the second one is refused.
// Requests that only change looks are accepted for a tab that exists and leave no trace.

import { z } from 'zod';
import { type Answer, answerJson } from '../http/answer.ts';
import { GoogleError } from './errors.ts';
import { writeCells } from './grid.ts';
import type { SheetRequest } from './sheet-request.ts';
import { tabAnswer } from './spreadsheet-answer.ts';
import { type Cell, DEFAULT_COLUMNS, DEFAULT_ROWS, type Spreadsheet, type Tab } from './spreadsheets.ts';
import { parse, wholeOrNothing } from './values.ts';

const gridSchema = z.object({
  rowCount: z.int().positive().optional(),
  columnCount: z.int().positive().optional(),
  frozenRowCount: z.int().nonnegative().optional(),
  frozenColumnCount: z.int().nonnegative().optional(),
});
export const tabWishSchema = z.object({
  sheetId: z.int().nonnegative().optional(),
  title: z.string().min(1).optional(),
  index: z.int().nonnegative().optional(),
  gridProperties: gridSchema.optional(),
});
const rangeSchema = z.object({
  sheetId: z.int().nonnegative().default(0),
  startRowIndex: z.int().nonnegative().default(0),
  endRowIndex: z.int().positive().optional(),
  startColumnIndex: z.int().nonnegative().default(0),
  endColumnIndex: z.int().positive().optional(),
});
const enteredSchema = z.object({
  userEnteredValue: z
    .object({
      stringValue: z.string().optional(),
      numberValue: z.number().optional(),
      boolValue: z.boolean().optional(),
      formulaValue: z.string().optional(),
    })
    .optional(),
});
const updateCellsSchema = z.object({
  rows: z.array(z.object({ values: z.array(enteredSchema).default([]) })).default([]),
  fields: z.string().min(1),
  start: z
    .object({ sheetId: z.int().default(0), rowIndex: z.int().default(0), columnIndex: z.int().default(0) })
    .optional(),
  range: rangeSchema.optional(),
});

type Act = (spreadsheet: Spreadsheet, wish: unknown) => Record<string, unknown>;

const acts: Record<string, Act> = {
  addSheet(spreadsheet, wish) {
    const tab = addTab(
      spreadsheet,
      parse(z.object({ properties: tabWishSchema.default({}) }), wish).properties,
    );
    return { addSheet: tabAnswer(tab, spreadsheet.tabs.indexOf(tab)) };
  },
  deleteSheet(spreadsheet, wish) {
    const tab = tabWithId(spreadsheet, parse(z.object({ sheetId: z.int() }), wish).sheetId);
    if (spreadsheet.tabs.length === 1) {
      throw new GoogleError('INVALID_ARGUMENT', "You can't remove all the sheets in a document.");
    }
    spreadsheet.tabs = spreadsheet.tabs.filter((other) => other !== tab);
    return {};
  },
  updateSheetProperties(spreadsheet, wish) {
    const { properties } = parse(z.object({ properties: tabWishSchema, fields: z.string().min(1) }), wish);
    const tab = tabWithId(spreadsheet, properties.sheetId ?? 0);
    if (properties.title !== undefined && properties.title !== tab.title) {
      refuseTakenTitle(spreadsheet, properties.title);
      tab.title = properties.title;
    }
    tab.rowCount = properties.gridProperties?.rowCount ?? tab.rowCount;
    tab.columnCount = properties.gridProperties?.columnCount ?? tab.columnCount;
    return {};
  },
  appendDimension(spreadsheet, wish) {
    const { sheetId, dimension, length } = parse(
      z.object({
        sheetId: z.int().default(0),
        dimension: z.enum(['ROWS', 'COLUMNS']),
        length: z.int().positive(),
      }),
      wish,
    );
    const tab = tabWithId(spreadsheet, sheetId);
    if (dimension === 'ROWS') tab.rowCount += length;
    else tab.columnCount += length;
    return {};
  },
  updateCells(spreadsheet, wish) {
    const { rows, start, range } = parse(updateCellsSchema, wish);
    const tab = tabWithId(spreadsheet, start?.sheetId ?? range?.sheetId ?? 0);
    const startRow = start?.rowIndex ?? range?.startRowIndex ?? 0;
    const startColumn = start?.columnIndex ?? range?.startColumnIndex ?? 0;
    if (range) blank(tab, range);
    const cells = rows.map(({ values }) => values.map(cellOf));
    const target = { tab: null, startRow, startColumn, endRow: null, endColumn: null, isAnchor: true };
    writeCells({ tab, range: target }, cells);
    return {};
  },
};
const looksOnly = new Set([
  'repeatCell',
  'autoResizeDimensions',
  'updateDimensionProperties',
  'updateBorders',
  'mergeCells',
  'setBasicFilter',
  'addConditionalFormatRule',
  'addBanding',
]);

export function batchUpdate({ spreadsheet, body }: SheetRequest): Answer {
  const { requests } = parse(
    z.object({
      requests: z.array(z.record(z.string(), z.unknown())).min(1, 'Must specify at least one request.'),
    }),
    body,
  );
  const replies = wholeOrNothing(spreadsheet, () =>
    requests.map((request, index) => {
      const [name = '', wish] = Object.entries(request)[0] ?? [];
      const act = acts[name];
      if (act) return withPlace(index, name, () => act(spreadsheet, wish));
      if (looksOnly.has(name)) return {};
      throw new GoogleError(
        'INVALID_ARGUMENT',
        `Invalid requests[${index}]: the sandbox does not know the request "${name}".`,
      );
    }),
  );
  return answerJson(200, { spreadsheetId: spreadsheet.id, replies });
}

function withPlace<T>(index: number, name: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof GoogleError)) throw error;
    throw new GoogleError(error.status, `Invalid requests[${index}].${name}: ${error.message}`);
  }
}

export function addTab(spreadsheet: Spreadsheet, wish: z.output<typeof tabWishSchema>): Tab {
  const title = wish.title ?? `Sheet${spreadsheet.tabs.length + 1}`;
  refuseTakenTitle(spreadsheet, title);
  const sheetId = wish.sheetId ?? freeSheetId(spreadsheet);
  if (spreadsheet.tabs.some((tab) => tab.sheetId === sheetId)) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      `A sheet with the id ${sheetId} already exists. Please enter another id.`,
    );
  }
  const tab: Tab = {
    sheetId,
    title,
    rowCount: wish.gridProperties?.rowCount ?? DEFAULT_ROWS,
    columnCount: wish.gridProperties?.columnCount ?? DEFAULT_COLUMNS,
    rows: [],
  };
  spreadsheet.tabs.splice(wish.index ?? spreadsheet.tabs.length, 0, tab);
  return tab;
}

function refuseTakenTitle(spreadsheet: Spreadsheet, title: string): void {
  if (!spreadsheet.tabs.some((tab) => tab.title.toLowerCase() === title.toLowerCase())) return;
  throw new GoogleError(
    'INVALID_ARGUMENT',
    `A sheet with the name "${title}" already exists. Please enter another name.`,
  );
}

function tabWithId(spreadsheet: Spreadsheet, sheetId: number): Tab {
  const tab = spreadsheet.tabs.find((candidate) => candidate.sheetId === sheetId);
  if (!tab) throw new GoogleError('INVALID_ARGUMENT', `No grid with id: ${sheetId}`);
  return tab;
}

function freeSheetId(spreadsheet: Spreadsheet): number {
  const taken = new Set(spreadsheet.tabs.map(({ sheetId }) => sheetId));
  let sheetId = 1_000_000;
  while (taken.has(sheetId)) sheetId += 1;
  return sheetId;
}

function blank(tab: Tab, range: z.output<typeof rangeSchema>): void {
  for (const cells of tab.rows.slice(range.startRowIndex, range.endRowIndex)) {
    const end = Math.min(range.endColumnIndex ?? cells.length, cells.length);
    for (let column = range.startColumnIndex; column < end; column += 1) cells[column] = '';
  }
}

function cellOf({ userEnteredValue: value }: z.output<typeof enteredSchema>): Cell {
  return value?.stringValue ?? value?.numberValue ?? value?.boolValue ?? value?.formulaValue ?? '';
}
