// A sheet delivered with gaps is completed after people have worked in it. Against the sandbox's Google Sheets, over real HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notCollected } from '../../../activities/tools/google-sheet-layout.ts';
import { googleWriteSheet } from '../../../activities/tools/google-write-sheet.ts';
import type { AccountRef } from '../../../src/domain/ids.ts';
import type { Json } from '../../../src/domain/tool.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool, receiptOf, WorkerDied } from '../../support/tool-call.ts';

const deals = 60;
type Cells = (string | number | boolean)[][];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', deals: 1 }] } });
});
afterAll(() => sandbox.stop());

const keyOf = (index: number): string => String(10_000_000 + index);
const accountOf = (index: number): string => `A${index % 7}`;

/** A night whose accounts were missing when the sheet was delivered, and are there now. */
async function deliver(tab: string, { dealsRead = deals } = {}) {
  const account = await connectPlainly(sandbox, 'google');
  const { spreadsheetId } = sandbox.tenants[0]!;
  const openFetch = openPlainAccount(account);
  const run = createMemoryRun();
  const putDeals = (from: number, until: number) =>
    run.put(
      'deals',
      Array.from({ length: until - from }, (_, offset) => {
        const index = from + offset;
        const named = index === 3 ? null : accountOf(index);
        return { key: keyOf(index), value: { id: keyOf(index), amount: index, account: named } };
      }),
    );
  await putDeals(0, dealsRead);
  await run.put('accounts', [{ key: 'A1', value: { Name: 'Account 1' } }]);
  const input: Record<string, Json> = {
    spreadsheetId,
    tab,
    columns: [
      { header: 'Deal', field: 'id' },
      { header: 'Amount', field: 'amount' },
      { header: 'Account', field: 'Name', from: 'join' },
    ],
    rows: { rowsOf: 'deals' },
    join: { rowsOf: 'accounts', on: 'account', unmatchedNote: 'no account' },
    rowsPerRequest: 25,
    mark: `run_${tab}/sheet`,
  };
  const gaps = [{ step: 'accounts', label: 'accounts', detail: 'waiting for Ada' }];
  const delivered = receiptOf(
    await callTool(googleWriteSheet, { ...input, gaps }, { step: run.openStep('sheet'), openFetch }),
  );

  const tabs = async () => (await sandbox.control.readSpreadsheet({ spreadsheet: spreadsheetId })).tabs;
  const rowsOf = async (title = tab): Promise<Cells> =>
    (await tabs()).find((one) => one.title === title)?.rows.map((row) => [...row]) ?? [];
  const { fetch } = await openFetch({} as AccountRef, new AbortController().signal);
  const ask = async (path: string, method: string, body: unknown): Promise<void> => {
    const response = await fetch(`/v4/spreadsheets/${spreadsheetId}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status, await response.text()).toBe(200);
  };
  return {
    run,
    delivered,
    rowsOf,
    titles: async () => (await tabs()).map((one) => one.title).filter((title) => title.startsWith(tab)),
    /** What a person does in the browser: all rows of the tab as they shall stand. */
    async edit(change: (rows: Cells) => Cells): Promise<void> {
      const now = await rowsOf();
      const width = Math.max(...now.map((row) => row.length)) + 1;
      const then = change(now).map((row) => [...row, ...Array(Math.max(0, width - row.length)).fill('')]);
      while (then.length < now.length) then.push(Array(width).fill(''));
      const { sheetId } = (await tabs()).find((one) => one.title === tab)!;
      const grow = (dimension: string) => ({ appendDimension: { sheetId, dimension, length: 2 } });
      await ask(':batchUpdate', 'POST', { requests: [grow('ROWS'), grow('COLUMNS')] });
      const range = `'${tab}'!A1`;
      await ask(`/values/${encodeURIComponent(range)}?valueInputOption=RAW`, 'PUT', { range, values: then });
    },
    async deleteTab(): Promise<void> {
      const { sheetId } = (await tabs()).find((one) => one.title === tab)!;
      await ask(':batchUpdate', 'POST', { requests: [{ deleteSheet: { sheetId } }] });
    },
    async complete(dieAfterPages?: number, opened = openFetch) {
      await run.put(
        'accounts',
        Array.from({ length: 7 }, (_, one) => ({ key: `A${one}`, value: { Name: `Account ${one}` } })),
      );
      await putDeals(dealsRead, deals);
      const late = { delivered: delivered.rows };
      return callTool(
        googleWriteSheet,
        { ...input, late },
        { step: run.openStep('sheet.late'), openFetch: opened, ...(dieAfterPages && { dieAfterPages }) },
      );
    },
    openFetch,
    ask,
  };
}

/** Every deal once, each with its account. */
function expectWhole(rows: Cells): void {
  const data = rows.filter((row) => /^1\d{7}$/.test(String(row[0])));
  expect(data.map((row) => row[0]).sort()).toEqual(Array.from({ length: deals }, (_, index) => keyOf(index)));
  for (const row of data) {
    const index = Number(row[0]) - 10_000_000;
    expect(row[2], `the account of ${row[0]}`).toBe(index === 3 ? '' : `Account ${index % 7}`);
    expect(row[3]).toBe(index === 3 ? 'no account' : '');
  }
  expect(rows.flat()).not.toContain(notCollected);
  expect(rows.flat().filter((cell) => String(cell).includes('MISSING'))).toEqual([]);
}

describe('a sheet that is completed late', () => {
  it('has what was missing in the same tab, and says so in place of the banner', async () => {
    const night = await deliver('plain');
    expect((await night.rowsOf())[2]!.slice(2)).toEqual([notCollected, 'not collected, see ⚠ MISSING']);

    const receipt = receiptOf(await night.complete());

    const rows = await night.rowsOf();
    expectWhole(rows);
    expect(rows[0]![0]).toMatch(
      /^✓ Completed late at \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\. \[run_plain\/sheet\]$/,
    );
    expect(receipt).toMatchObject({
      rows: deals,
      announced: deals,
      facts: { unmatchedJoin: 1, rowsAdded: 0 },
    });
    expect(await night.titles()).toEqual(['plain']);
  });

  it('finds rows by key where people have sorted them, and leaves alone what they wrote', async () => {
    const night = await deliver('sorted');
    await night.edit(([banner, header, ...rows]) => {
      const data = rows.filter((row) => /^1\d{7}$/.test(String(row[0])));
      const rest = rows.filter((row) => !data.includes(row));
      data.sort((one, other) => ((Number(one[0]) * 7919) % 101) - ((Number(other[0]) * 7919) % 101));
      for (const row of data) row[4] = `seen ${row[0]}`;
      data[5]![1] = 'corrected by hand';
      data[6]![2] = 'typed in by hand';
      return [['Our own notes'], header!, ...rest, ...data, banner!];
    });
    const mine = (await night.rowsOf()).find((row) => row[2] === 'typed in by hand')![0];

    receiptOf(await night.complete());

    const rows = await night.rowsOf();
    expect(rows[0]![0]).toBe('Our own notes');
    expect(String(rows.findLast((row) => row[0] !== '')![0])).toContain('✓ Completed late');
    expect(rows.filter((row) => row[1] === 'corrected by hand')).toHaveLength(1);
    expect(rows.find((row) => row[0] === mine)![2]).toBe('typed in by hand');
    const restored = rows.map((row) =>
      row[0] === mine
        ? [row[0]!, row[1]!, `Account ${(Number(mine) - 10_000_000) % 7}`, ...row.slice(3)]
        : row,
    );
    expectWhole(restored);
    for (const row of rows.filter((one) => /^1\d{7}$/.test(String(one[0]))))
      expect(row[4]).toBe(`seen ${row[0]}`);
    expect(await night.titles()).toEqual(['sorted']);
  });

  it('adds the rows that were read only later, once, below the others', async () => {
    const night = await deliver('more', { dealsRead: 40 });
    expect(night.delivered.rows).toBe(40);

    const receipt = receiptOf(await night.complete());
    receiptOf(await night.complete());

    expect(receipt).toMatchObject({ rows: deals, announced: deals, facts: { rowsAdded: 20 } });
    expectWhole(await night.rowsOf());
  });

  it.each([
    [
      'twice',
      'the key 10000004 stands more than once in the tab "twice"',
      (rows: Cells) => [...rows, rows.find((row) => row[0] === '10000004')!],
    ],
    [
      'edited',
      '1 of the keys written into the tab "edited" were edited or deleted there',
      (rows: Cells) => rows.map((row) => (row[0] === '10000004' ? ['Deal four', ...row.slice(1)] : row)),
    ],
    [
      'columns',
      'the columns of the tab "columns" were changed',
      (rows: Cells) => rows.map((row) => [row[0]!, 'mine', ...row.slice(1)]),
    ],
    [
      'unmarked',
      'nothing in the tab "unmarked" says any more that it is of this run',
      (rows: Cells) => rows.slice(1),
    ],
  ])(
    'goes into a tab of its own and says why, where people have changed too much: %s',
    async (tab, why, change) => {
      const night = await deliver(tab);
      await night.edit(change);
      const before = await night.rowsOf();

      const receipt = receiptOf(await night.complete());

      const late = await night.rowsOf(`${tab} (late)`);
      expectWhole(late);
      expect(late[0]![0]).toContain(`in a tab of its own because ${why}.`);
      expect(receipt).toMatchObject({ rows: deals, facts: { lateTab: `${tab} (late)`, lateTabWhy: why } });
      const after = await night.rowsOf();
      const isBanner = (row: Cells[number]) => String(row[0]).includes(`[run_${tab}/sheet]`);
      expect(after.filter((row) => !isBanner(row))).toEqual(before.filter((row) => !isBanner(row)));
      for (const row of after.filter(isBanner)) {
        expect(row[0]).toContain(`Completed late at`);
        expect(row[0]).toContain(`in the tab "${tab} (late)", because`);
      }
    },
  );

  it('takes no tab that has something else in it', async () => {
    const night = await deliver('taken');
    await night.edit((rows) => rows.slice(1));
    await night.ask(':batchUpdate', 'POST', {
      requests: [{ addSheet: { properties: { title: 'taken (late)' } } }],
    });

    receiptOf(await night.complete());

    expect(await night.rowsOf('taken (late)')).toEqual([]);
    expectWhole(await night.rowsOf('taken (late 2)'));
  });

  it('writes the whole report under its name again when the tab was deleted', async () => {
    const night = await deliver('deleted');
    await night.deleteTab();

    receiptOf(await night.complete());

    expect(await night.titles()).toEqual(['deleted']);
    const rows = await night.rowsOf();
    expectWhole(rows);
    expect(rows[0]![0]).toContain('✓ Completed late');
  });

  it('comes to the same sheet wherever its worker dies', async () => {
    for (let request = 1; ; request++) {
      const night = await deliver(`died ${request}`, { dealsRead: 40 });
      let sent = 0;
      const died = await night
        .complete(undefined, async (ref, signal) => {
          const opened = await night.openFetch(ref, signal);
          return {
            ...opened,
            async fetch(path, init) {
              const response = await opened.fetch(path, init);
              if (++sent === request) throw new WorkerDied();
              return response;
            },
          };
        })
        .then(
          () => false,
          (error: unknown) => error instanceof WorkerDied,
        );

      receiptOf(await night.complete());

      expectWhole(await night.rowsOf());
      expect(await night.titles()).toEqual([`died ${request}`]);
      if (!died) {
        expect(request).toBeGreaterThan(10);
        return;
      }
    }
  });

  it('notices rows that move while it writes, and has the whole report in a tab of its own', async () => {
    const night = await deliver('moving');
    let isSorted = false;

    const receipt = receiptOf(
      await night.complete(undefined, async (ref, signal) => {
        const opened = await night.openFetch(ref, signal);
        return {
          ...opened,
          async fetch(path, init) {
            if (path.endsWith('/values:batchUpdate') && !isSorted) {
              isSorted = true;
              await night.edit(([banner, header, ...rows]) => [banner!, header!, ...rows.toReversed()]);
            }
            return opened.fetch(path, init);
          },
        };
      }),
    );

    expectWhole(await night.rowsOf('moving (late)'));
    expect(receipt.facts).toMatchObject({ lateTabWhy: 'the tab "moving" was being changed at that moment' });
    expect(String((await night.rowsOf())[0]![0])).toContain('INCOMPLETE here');
  });
});
