// Pure: no server.
import { describe, expect, it } from 'vitest';
import {
  columnName,
  layOutRow,
  planLayout,
  quoteTab,
  rangeOf,
} from '../../../activities/tools/google-sheet-layout.ts';
import { chooseSheetId } from '../../../activities/tools/google-sheets.ts';

const column = { header: 'H', field: 'id', from: 'row', as: 'text' } as const;

describe('the layout of a report', () => {
  it.each([
    [1, 'A'],
    [26, 'Z'],
    [27, 'AA'],
    [52, 'AZ'],
    [703, 'AAA'],
  ])('names column %i %s', (number, name) => {
    expect(columnName(number)).toBe(name);
  });

  it('quotes a tab whose name has a quote', () => {
    expect(quoteTab("Ada's night")).toBe("'Ada''s night'");
    expect(rangeOf('n', 2, 3, 4)).toBe("'n'!A2:D4");
  });

  it('starts the data one row further down when parts are missing', () => {
    const whole = planLayout({ columns: [column], hasJoin: false, gaps: [] });
    const partial = planLayout({ columns: [column], hasJoin: false, gaps: [{ label: 'a', detail: 'b' }] });

    expect([whole.firstRow, partial.firstRow]).toEqual([2, 3]);
  });

  it('writes the row’s key into the first column, whatever the row says its id is', () => {
    const layout = planLayout({ columns: [column], hasJoin: false, gaps: [] });

    expect(layOutRow(layout, { key: 'k', value: { id: 'other' } }, null).cells).toEqual(['k']);
  });

  it('leaves empty what is null, and writes a list or an object as JSON', () => {
    const columns = [column, { ...column, field: 'none' }, { ...column, field: 'list' }];
    const layout = planLayout({ columns, hasJoin: false, gaps: [] });

    const { cells } = layOutRow(layout, { key: 'k', value: { none: null, list: [1, 2] } }, null);

    expect(cells).toEqual(['k', '', '[1,2]']);
  });

  it('keeps a text that is no number although the column is one of numbers', () => {
    const columns = [column, { ...column, field: 'amount', as: 'number' as const }];
    const layout = planLayout({ columns, hasJoin: false, gaps: [] });
    const amountOf = (amount: string) => layOutRow(layout, { key: 'k', value: { amount } }, null).cells[1];

    expect([amountOf('12.50'), amountOf('about 12'), amountOf('')]).toEqual([12.5, 'about 12', '']);
  });

  it('chooses the same sheet id for a tab every time, and another one when it is taken', () => {
    const id = chooseSheetId('2026-11-24', new Set());

    expect(chooseSheetId('2026-11-24', new Set())).toBe(id);
    expect(chooseSheetId('2026-11-24', new Set([id]))).not.toBe(id);
    expect(id).toBeLessThan(2 ** 31);
  });
});
