// What google.write_sheet is asked for. `gaps`, `mark` and `late` are a run's to fill in when it delivers with gaps and when it
// completes that later; whoever writes a plan may leave them out.

import { z } from 'zod';
import { isTimeZone } from '../../src/domain/deadline.ts';
import { rowSource } from './row-source.ts';

const column = z.strictObject({
  header: z.string().min(1).max(200),
  field: z.string().min(1).max(200),
  from: z.enum(['row', 'join']).default('row'),
  as: z.enum(['text', 'number']).default('text').describe('`number` writes a text that is a number as one.'),
});

const gap = z.strictObject({
  step: z.string().min(1).max(100).optional().describe('Step of the run that is missing.'),
  label: z.string().min(1).max(300),
  detail: z.string().max(1_000),
  sinceAt: z.int().optional().describe('Since when, in epoch milliseconds.'),
});

const header = z.string().min(1).max(200);

export const sheetInput = z
  .strictObject({
    spreadsheetId: z
      .string()
      .regex(/^[\w-]{10,100}$/, 'is not a spreadsheet id (the long part of its address)'),
    tab: z.string().trim().min(1).max(100).describe('Name of the tab; it is cleared before it is written.'),
    columns: z.array(column).min(1).max(100),
    rows: rowSource,
    join: z
      .strictObject({
        rowsOf: z.string().min(1).describe('Step whose rows are joined by their key.'),
        on: z.string().min(1).describe('Field of the row that holds the partner’s key.'),
        unmatchedNote: z.string().min(1).max(200).default('no Salesforce account'),
      })
      .optional(),
    readAt: z
      .strictObject({ row: header, join: header.optional() })
      .optional()
      .describe('Headers of columns that say when a row, and its partner, were read.'),
    timeZone: z
      .string()
      .refine(isTimeZone, 'is not a time zone; use an IANA name, e.g. Europe/Berlin')
      .default('UTC'),
    gaps: z.array(gap).max(200).default([]).describe('Parts that are missing, to be marked in the sheet.'),
    mark: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('Ends the banner of an incomplete sheet; by it the tab is known to be the one to complete.'),
    late: z
      .strictObject({
        delivered: z.int().min(0).describe('Rows that were written with gaps; 0 when nothing was.'),
      })
      .optional()
      .describe('Completes what was written with gaps before, by key, instead of writing the tab anew.'),
    // 1,000 rows of ten columns stay well under the 2 MB Google advises for a request.
    rowsPerRequest: z.int().min(1).max(1_000).default(500),
  })
  .refine((wish) => wish.join || wish.columns.every((one) => one.from === 'row'), {
    path: ['join'],
    message: 'is needed, because columns take their values from it',
  })
  .refine((wish) => !wish.late || wish.mark !== undefined, {
    path: ['mark'],
    message: 'is needed to complete a tab: by it the tab is found to be the right one',
  });

export type SheetWish = z.output<typeof sheetInput>;
