// A tab of its own for a report that is completed late and cannot safely go into the tab it was meant for. Takes no tab that
// has anything else in it, and tells the readers of the other one where the whole report is.

import { localClock } from '../../src/domain/deadline.ts';
import { Failure } from '../../src/domain/failures.ts';
import type { SheetWish } from './google-sheet-input.ts';
import { completedElsewhere, signatureOf } from './google-sheet-words.ts';
import type { Sheets } from './google-sheets.ts';

/** Longer than this, Sheets refuses a title. */
const longestTitle = 100;
const mostTries = 20;

/** `2026-11-24 (late)`: one that is not there yet, or is this run's from an earlier execution. */
export async function chooseLateTab(sheets: Sheets, tab: string, mark: string): Promise<string> {
  for (let number = 1; number <= mostTries; number++) {
    const ending = number === 1 ? ' (late)' : ` (late ${number})`;
    const title = `${tab.slice(0, longestTitle - ending.length)}${ending}`;
    if (!(await sheets.findTab(title))) return title;
    const [[banner] = ['']] = await sheets.read(title, 1, 1, 1);
    if (String(banner).includes(signatureOf(mark))) return title;
  }
  throw new Failure(
    'tool.refused',
    `The tabs "${tab} (late)" to "${tab} (late ${mostTries})" are all taken. Delete or rename those nobody needs.`,
    { facts: { tab } },
  );
}

/** A tab that an account died in the middle of writing, and nobody has touched since: it may simply be written on. */
export async function isAsLeft(
  sheets: Sheets,
  { tab, rowsPerRequest }: Pick<SheetWish, 'tab' | 'rowsPerRequest'>,
  left: {
    readonly sheetId: number;
    readonly frame: readonly string[];
    readonly keys: readonly string[];
    readonly written: number;
  },
): Promise<boolean> {
  const found = await sheets.findTab(tab);
  if (found?.sheetId !== left.sheetId) return false;
  const expected = [...left.frame, ...left.keys];
  const certain = left.frame.length + left.written;
  for (let from = 1; from <= found.rows; from += rowsPerRequest) {
    const length = Math.min(rowsPerRequest, found.rows - from + 1);
    const column = await sheets.read(tab, from, length, 1);
    for (const [offset, [cell]] of column.entries()) {
      const place = from - 1 + offset;
      // The last request may have gone through although its sender died before it could write that down.
      const mayBeEmpty = place >= certain;
      if (!(mayBeEmpty && cell === '') && String(cell) !== expected[place]) return false;
    }
  }
  return true;
}

/** In the banner of the tab that was delivered with gaps, if it still has one. */
export async function pointToLateTab(
  sheets: Sheets,
  { tab, mark, timeZone, rowsPerRequest }: SheetWish,
  late: { readonly tab: string; readonly why: string },
): Promise<void> {
  const found = await sheets.findTab(tab);
  if (!found) return;
  const marked: number[] = [];
  for (let from = 1; from <= found.rows; from += rowsPerRequest) {
    const length = Math.min(rowsPerRequest, found.rows - from + 1);
    const column = await sheets.read(tab, from, length, 1);
    for (const [offset, [cell]] of column.entries()) {
      if (String(cell).includes(signatureOf(mark!))) marked.push(from + offset);
    }
  }
  const [row] = marked;
  // Several: a copy somebody made, of which nobody knows which is read.
  if (row === undefined || marked.length > 1) return;
  const now = `${localClock(timeZone)(Date.now())} (${timeZone})`;
  await sheets.writeSparse(tab, new Map([[row, [completedElsewhere(now, late.tab, late.why, mark)]]]), 1);
}
