// The values API: read, write, append, clear. Read 2026-11-24: Sheets API reference, spreadsheets.values. Each request is
// applied whole or not at all; a read of empty cells has no `values` at all.

import { z } from 'zod';
import { type Answer, answerJson } from '../http/answer.ts';
import { GoogleError } from './errors.ts';
import {
  appendPlace,
  clearCells,
  readCells,
  type Target,
  targetOf,
  type Written,
  writeCells,
} from './grid.ts';
import type { SheetRequest } from './sheet-request.ts';
import type { Cell, Spreadsheet } from './spreadsheets.ts';

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const valueRangeSchema = z.object({
  range: z.string().optional(),
  majorDimension: z.enum(['ROWS', 'COLUMNS', 'DIMENSION_UNSPECIFIED']).default('ROWS'),
  values: z.array(z.array(cellSchema)).default([]),
});
type ValueRange = z.output<typeof valueRangeSchema>;
const inputOptionSchema = z.enum(['RAW', 'USER_ENTERED'], {
  message: "'valueInputOption' is required but not specified",
});

export function readRange({ spreadsheet, call }: SheetRequest): Answer {
  return answerJson(200, valueRange(targetOf(spreadsheet, call.parameters.range!), call.request.query));
}

export function readRanges({ spreadsheet, call }: SheetRequest): Answer {
  const { query } = call.request;
  return answerJson(200, {
    spreadsheetId: spreadsheet.id,
    valueRanges: query.getAll('ranges').map((range) => valueRange(targetOf(spreadsheet, range), query)),
  });
}

function valueRange(target: Target, query: URLSearchParams): Record<string, unknown> {
  const { range, values } = readCells(target);
  const shown =
    query.get('valueRenderOption') === 'UNFORMATTED_VALUE'
      ? values
      : values.map((cells) =>
          cells.map((cell) => (typeof cell === 'boolean' ? String(cell).toUpperCase() : String(cell))),
        );
  const majorDimension = query.get('majorDimension') === 'COLUMNS' ? 'COLUMNS' : 'ROWS';
  if (shown.length === 0) return { range, majorDimension };
  return { range, majorDimension, values: majorDimension === 'ROWS' ? shown : transpose(shown, '') };
}

export function writeRange({ spreadsheet, call, body }: SheetRequest): Answer {
  const option = parse(inputOptionSchema, call.request.query.get('valueInputOption') ?? undefined);
  const wish = parse(valueRangeSchema, body);
  const range = call.parameters.range!;
  if (wish.range !== undefined && wish.range !== range) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      `Requested writing within range [${range}], but got range [${wish.range}] in the request body`,
    );
  }
  const written = writeCells(targetOf(spreadsheet, range), rowsOf(wish, option));
  return answerJson(200, { spreadsheetId: spreadsheet.id, ...written });
}

const writeManySchema = z.object({
  valueInputOption: inputOptionSchema,
  data: z.array(valueRangeSchema.extend({ range: z.string() })).default([]),
});

export function writeRanges({ spreadsheet, body }: SheetRequest): Answer {
  const { valueInputOption, data } = parse(writeManySchema, body);
  const responses = wholeOrNothing(spreadsheet, () =>
    data.map((wish) => writeCells(targetOf(spreadsheet, wish.range), rowsOf(wish, valueInputOption))),
  );
  const sum = (pick: (written: Written) => number): number =>
    responses.reduce((total, written) => total + pick(written), 0);
  return answerJson(200, {
    spreadsheetId: spreadsheet.id,
    totalUpdatedRows: sum(({ updatedRows }) => updatedRows),
    totalUpdatedColumns: sum(({ updatedColumns }) => updatedColumns),
    totalUpdatedCells: sum(({ updatedCells }) => updatedCells),
    totalUpdatedSheets: new Set(data.map(({ range }) => targetOf(spreadsheet, range).tab)).size,
    responses: responses.map((written) => ({ spreadsheetId: spreadsheet.id, ...written })),
  });
}

export function appendRange({ spreadsheet, call, body }: SheetRequest): Answer {
  const option = parse(inputOptionSchema, call.request.query.get('valueInputOption') ?? undefined);
  const rows = rowsOf(parse(valueRangeSchema, body), option);
  const { target, tableRange } = appendPlace(targetOf(spreadsheet, call.parameters.range!), rows.length);
  const updates = writeCells(target, rows);
  return answerJson(200, {
    spreadsheetId: spreadsheet.id,
    ...(tableRange === null ? {} : { tableRange }),
    updates: { spreadsheetId: spreadsheet.id, ...updates },
  });
}

export function clearRange({ spreadsheet, call }: SheetRequest): Answer {
  const clearedRange = clearCells(targetOf(spreadsheet, call.parameters.range!));
  return answerJson(200, { spreadsheetId: spreadsheet.id, clearedRange });
}

/** Puts the tabs back as they were if anything in between is refused. */
export function wholeOrNothing<T>(spreadsheet: Spreadsheet, act: () => T): T {
  const before = spreadsheet.tabs.map((tab) => ({ ...tab, rows: tab.rows.map((cells) => [...cells]) }));
  try {
    return act();
  } catch (error) {
    spreadsheet.tabs = before;
    throw error;
  }
}

export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `Invalid value at '${issue.path.join('.')}': ` : '';
  throw new GoogleError('INVALID_ARGUMENT', `${where}${issue?.message ?? 'the request is not valid'}`);
}

function rowsOf(wish: ValueRange, option: 'RAW' | 'USER_ENTERED'): (Cell | null)[][] {
  const rows = wish.majorDimension === 'COLUMNS' ? transpose(wish.values, null) : wish.values;
  return option === 'RAW' ? rows : rows.map((cells) => cells.map(asTyped));
}

/** What typing it into a cell would make of it: numbers and truth values; formulas are kept as text. */
function asTyped(cell: Cell | null): Cell | null {
  if (typeof cell !== 'string' || cell.trim() === '') return cell;
  if (/^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  return /^-?\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : cell;
}

function transpose<T>(lines: ReadonlyArray<readonly T[]>, filler: T): T[][] {
  const width = Math.max(0, ...lines.map((line) => line.length));
  return Array.from({ length: width }, (_, place) => lines.map((line) => line[place] ?? filler));
}
