// Pure: no server.
import { describe, expect, it } from 'vitest';
import {
  columnName,
  joinCells,
  layOutRow,
  notCollected,
  planLayout,
  quoteTab,
  rangeOf,
} from '../../../activities/tools/google-sheet-layout.ts';
import { chooseSheetId } from '../../../activities/tools/google-sheets.ts';

const column = { header: 'H', field: 'id', from: 'row', as: 'text' } as const;

const plain = { gaps: [], timeZone: 'UTC' };

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
    const whole = planLayout({ columns: [column], ...plain });
    const partial = planLayout({ columns: [column], ...plain, gaps: [{ label: 'a', detail: 'b' }] });

    expect([whole.firstRow, partial.firstRow]).toEqual([2, 3]);
  });

  it('writes the row’s key into the first column, whatever the row says its id is', () => {
    const layout = planLayout({ columns: [column], ...plain });

    expect(layOutRow(layout, { key: 'k', value: { id: 'other' } }, null).cells).toEqual(['k']);
  });

  it('leaves empty what is null, and writes a list or an object as JSON', () => {
    const columns = [column, { ...column, field: 'none' }, { ...column, field: 'list' }];
    const layout = planLayout({ columns, ...plain });

    const { cells } = layOutRow(layout, { key: 'k', value: { none: null, list: [1, 2] } }, null);

    expect(cells).toEqual(['k', '', '[1,2]']);
  });

  it('keeps a text that is no number although the column is one of numbers', () => {
    const columns = [column, { ...column, field: 'amount', as: 'number' as const }];
    const layout = planLayout({ columns, ...plain });
    const amountOf = (amount: string) => layOutRow(layout, { key: 'k', value: { amount } }, null).cells[1];

    expect([amountOf('12.50'), amountOf('about 12'), amountOf('')]).toEqual([12.5, 'about 12', '']);
  });

  describe('with a partner in another step', () => {
    const columns = [column, { header: 'Account', field: 'Name', from: 'join', as: 'text' } as const];
    const join = { rowsOf: 'accounts', on: 'account', unmatchedNote: 'none' };
    const readAt = { row: 'Deal read', join: 'Account read' };
    const layOut = (gaps: { step?: string; label: string; detail: string }[], account: string | null) => {
      const layout = planLayout({ columns, join, readAt, timeZone: 'Europe/Berlin', gaps });
      const at = Date.parse('2026-11-24T01:10:00Z');
      const found = { key: 'A1', value: { Name: 'Ada & Co.' }, readAt: at + 60_000 };
      const table = new Map([['A1', joinCells(layout, found)]]);
      return layOutRow(layout, { key: 'k', value: { account }, readAt: at }, table);
    };
    const accounts = { step: 'accounts', label: 'accounts', detail: 'waits' };

    it('says when row and partner were read, in the zone of the header', () => {
      const layout = planLayout({ columns, join, readAt, timeZone: 'Europe/Berlin', gaps: [] });
      expect(layout.header.slice(2)).toEqual([
        'Deal read (Europe/Berlin)',
        'Account read (Europe/Berlin)',
        'Note',
      ]);
      expect(layOut([], 'A1').cells).toEqual(['k', 'Ada & Co.', '2026-11-24 02:10', '2026-11-24 02:11', '']);
    });

    it('tells a partner nobody has read from one there is not', () => {
      expect(layOut([accounts], 'B2')).toMatchObject({
        partner: 'unknown',
        cells: ['k', notCollected, '2026-11-24 02:10', notCollected, 'not collected, see ⚠ MISSING'],
      });
      expect(layOut([], 'B2')).toMatchObject({
        partner: 'none',
        cells: ['k', '', '2026-11-24 02:10', '', 'none'],
      });
      // Named none, has none; whatever is missing.
      expect(layOut([accounts], null)).toMatchObject({
        partner: 'none',
        cells: expect.arrayContaining(['none']),
      });
      // Something else is missing, not the partners.
      expect(layOut([{ ...accounts, step: 'deals' }], 'B2').partner).toBe('none');
    });

    it('keeps the partners that were read before the rest went missing', () => {
      expect(layOut([accounts], 'A1')).toMatchObject({
        partner: 'found',
        cells: expect.arrayContaining(['Ada & Co.']),
      });
    });
  });

  it('says above the data what is missing, since when, and which run it is of', () => {
    const sinceAt = Date.parse('2026-11-24T01:10:00Z');
    const gaps = [{ label: 'Salesforce accounts', detail: 'waiting for Ada', sinceAt }];
    const layout = planLayout({ columns: [column], gaps, timeZone: 'Europe/Berlin', mark: 'run_1/sheet' });

    expect(layout.frame[0]![0]).toMatch(
      /^⚠ INCOMPLETE: Salesforce accounts missing since 2026-11-24 02:10 \(Europe\/Berlin\), waiting for Ada\. .*\[run_1\/sheet\]$/,
    );
    expect(layout.missing[0]![1]).toContain(
      'not collected since 2026-11-24 02:10 (Europe/Berlin): waiting for Ada',
    );
  });

  it('chooses the same sheet id for a tab every time, and another one when it is taken', () => {
    const id = chooseSheetId('2026-11-24', new Set());

    expect(chooseSheetId('2026-11-24', new Set())).toBe(id);
    expect(chooseSheetId('2026-11-24', new Set([id]))).not.toBe(id);
    expect(id).toBeLessThan(2 ** 31);
  });
});
