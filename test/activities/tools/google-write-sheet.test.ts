// Against the sandbox's Google Sheets, over real HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notCollected } from '../../../activities/tools/google-sheet-layout.ts';
import { googleWriteSheet } from '../../../activities/tools/google-write-sheet.ts';
import type { Json } from '../../../src/domain/tool.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool, receiptOf, WorkerDied } from '../../support/tool-call.ts';

const rows = 1_250;
const accountIds = ['0015e0000000001AAA', '0015e0000000002AAA'];
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', deals: 1 }] } });
});
afterAll(() => sandbox.stop());

/** Deals of which every tenth names no account that was found. */
async function stage(tab: string, person = 0) {
  const account = await connectPlainly(sandbox, 'google', { person });
  const { spreadsheetId } = sandbox.tenants[0]!;
  const run = createMemoryRun();
  await run.put(
    'deals',
    Array.from({ length: rows }, (_, index) => {
      const key = String(10_000_000 + index);
      const accountId = index % 10 === 0 ? 'nobody' : accountIds[index % 2]!.slice(0, 15);
      return { key, value: { id: key, dealname: `=HYPERLINK("${index}")`, amount: '12.50', accountId } };
    }),
  );
  await run.put(
    'accounts',
    accountIds.map((key, index) => ({
      key,
      value: { Id: key, Name: `Account ${index}`, Owner: { Name: 'Ada' } },
    })),
  );
  const input: Record<string, Json> = {
    spreadsheetId,
    tab,
    columns: [
      { header: 'Deal', field: 'id' },
      { header: 'Name', field: 'dealname' },
      { header: 'Amount', field: 'amount', as: 'number' },
      { header: 'Account', field: 'Name', from: 'join' },
      { header: 'Owner', field: 'Owner.Name', from: 'join' },
    ],
    rows: { rowsOf: 'deals' },
    join: { rowsOf: 'accounts', on: 'accountId' },
    rowsPerRequest: 200,
  };
  const readTab = async () => {
    const { tabs } = await sandbox.control.readSpreadsheet({ spreadsheet: spreadsheetId });
    return tabs.filter((candidate) => candidate.title === tab);
  };
  const puts = async () => {
    const calls = await sandbox.control.calls({ grant: account.grants[0] });
    return calls.filter((call) => call.method === 'PUT' && call.status === 200).map((call) => call.path);
  };
  return { run, step: run.openStep('sheet'), openFetch: openPlainAccount(account), input, readTab, puts };
}

describe('google.write_sheet', () => {
  it('writes every row in order of its key, joined, and proves it by reading the keys back', async () => {
    const { step, openFetch, input, readTab } = await stage('whole');

    const result = await callTool(googleWriteSheet, input, { step, openFetch });

    expect(receiptOf(result)).toMatchObject({
      rows,
      announced: rows,
      unmatched: 0,
      facts: { unmatchedJoin: rows / 10, gapRows: 0 },
    });
    const [tab] = await readTab();
    expect(tab!.rows).toHaveLength(rows + 1);
    expect(tab!.rows[0]).toEqual(['Deal', 'Name', 'Amount', 'Account', 'Owner', 'Note']);
    expect(tab!.rows[1]).toEqual(['10000000', '=HYPERLINK("0")', 12.5, '', '', 'no Salesforce account']);
    expect(tab!.rows[2]!.slice(0, 5)).toEqual(['10000001', '=HYPERLINK("1")', 12.5, 'Account 1', 'Ada']);
    expect(result).toMatchObject({ value: { tab: 'whole', address: expect.stringContaining('#gid=') } });
  });

  it('leaves the same sheet when another call writes it again', async () => {
    const { run, openFetch, input, readTab } = await stage('twice');
    await callTool(googleWriteSheet, input, { step: run.openStep('sheet'), openFetch });
    const once = await readTab();

    const receipt = receiptOf(
      await callTool(googleWriteSheet, input, { step: run.openStep('again'), openFetch }),
    );

    expect(await readTab()).toEqual(once);
    expect(once).toHaveLength(1);
    expect(receipt).toMatchObject({ rows, announced: rows });
  });

  it('writes each range once although the worker died in the middle', async () => {
    const { step, openFetch, input, readTab, puts } = await stage('died');
    const death = callTool(googleWriteSheet, input, { step, openFetch, dieAfterPages: 4 });
    await expect(death).rejects.toBeInstanceOf(WorkerDied);

    const receipt = receiptOf(await callTool(googleWriteSheet, input, { step, openFetch }));

    expect(receipt).toMatchObject({ rows, announced: rows, facts: { unmatchedJoin: rows / 10 } });
    const paths = await puts();
    expect(paths).toHaveLength(8);
    expect(new Set(paths).size).toBe(8);
    expect((await readTab())[0]!.rows).toHaveLength(rows + 1);
  });

  it('comes to the same sheet when the answer of a write was lost', async () => {
    const { step, openFetch, input, readTab } = await stage('lost');
    await callTool(googleWriteSheet, input, { step, openFetch, dieAfterPages: 2 }).catch(() => {});
    await sandbox.control.addFault({ provider: 'google', on: 'data', habit: { kind: 'drop_after_commit' } });

    const lost = callTool(googleWriteSheet, input, { step, openFetch });
    await expect(lost).rejects.toMatchObject({ code: 'provider.unavailable' });
    const receipt = receiptOf(await callTool(googleWriteSheet, input, { step, openFetch }));

    expect(receipt).toMatchObject({ rows, announced: rows });
    expect((await readTab())[0]!.rows).toHaveLength(rows + 1);
  });

  it('takes a tab whose making was answered by nobody as made', async () => {
    const { step, openFetch, input, readTab } = await stage('made');
    // The first request lists the tabs; the second one makes the tab.
    const makeIt = callTool(googleWriteSheet, input, {
      step,
      openFetch: async (ref, signal) => {
        const opened = await openFetch(ref, signal);
        return {
          ...opened,
          fetch: async (path, init) => {
            const response = await opened.fetch(path, init);
            if (!path.endsWith(':batchUpdate')) return response;
            // The request went through; its sender asks once more, as after a lost answer.
            return opened.fetch(path, init);
          },
        };
      },
    });

    expect(receiptOf(await makeIt)).toMatchObject({ rows, announced: rows });
    expect(await readTab()).toHaveLength(1);
  });

  it('clears what stood in the tab before, and makes a small tab large enough', async () => {
    const { run, openFetch, input, readTab } = await stage('old');
    const { join: _, ...withoutJoin } = input;
    const few = {
      ...withoutJoin,
      rows: [{ key: 'x', value: { id: 'x' } }],
      columns: [{ header: 'Deal', field: 'id' }],
    };
    await callTool(googleWriteSheet, few, { step: run.openStep('before'), openFetch });

    const receipt = receiptOf(
      await callTool(googleWriteSheet, input, { step: run.openStep('sheet'), openFetch }),
    );

    expect(receipt).toMatchObject({ rows, announced: rows });
    const cells = (await readTab())[0]!.rows.flat();
    expect(cells).not.toContain('x');
  });

  it('marks what is missing above and below the data, where no reader can overlook it', async () => {
    const { step, openFetch, input, readTab } = await stage('gaps');
    const gaps = [{ label: 'accounts of Borealis', detail: 'waits for Ada Sandbox to reconnect Salesforce' }];

    const receipt = receiptOf(await callTool(googleWriteSheet, { ...input, gaps }, { step, openFetch }));

    expect(receipt).toMatchObject({ rows, announced: rows, facts: { gapRows: 1 } });
    const [tab] = await readTab();
    expect(String(tab!.rows[0]![0])).toContain('⚠ INCOMPLETE: accounts of Borealis missing, waits for Ada');
    expect(tab!.rows.at(-1)!.slice(0, 2)).toEqual([
      '⚠ MISSING: accounts of Borealis',
      'waits for Ada Sandbox to reconnect Salesforce',
    ]);
    expect(tab!.rows[2]!.slice(3)).toEqual([notCollected, notCollected, 'not collected, see ⚠ MISSING']);
    expect(tab!.rows[3]!.slice(3)).toEqual(['Account 1', 'Ada', '']);
    expect(tab!.rows).toHaveLength(rows + 3);
  });

  it('says so when the sheet does not hold what was written', async () => {
    const { step, openFetch, input } = await stage('tampered');
    // A person clears the tab between the last write and the reading back.
    const result = await callTool(googleWriteSheet, input, {
      step,
      openFetch: async (ref, signal) => {
        const opened = await openFetch(ref, signal);
        return {
          ...opened,
          fetch: async (path, init) => {
            if (path.includes('majorDimension=COLUMNS')) {
              const base = path.slice(0, path.indexOf('/values/'));
              await opened.fetch(`${base}/values/'tampered'!A2:F101:clear`, { method: 'POST', body: '{}' });
            }
            return opened.fetch(path, init);
          },
        };
      },
    });

    expect(receiptOf(result)).toMatchObject({ rows: rows - 100, announced: rows });
  });

  it('puts the key in front when no column has it', async () => {
    const { step, openFetch, input, readTab } = await stage('keyless');
    const { join: _, ...withoutJoin } = input;
    const wish = { ...withoutJoin, columns: [{ header: 'Name', field: 'dealname' }] };

    const receipt = receiptOf(await callTool(googleWriteSheet, wish, { step, openFetch }));

    expect(receipt).toMatchObject({ rows, announced: rows });
    expect((await readTab())[0]!.rows.slice(0, 2)).toEqual([
      ['Key', 'Name'],
      ['10000000', '=HYPERLINK("0")'],
    ]);
  });

  it('asks for the permission when the sheet is not shared with the account', async () => {
    const { step, openFetch, input } = await stage('private', 1);
    const { user } = sandbox.tenants[0]!.users[1]!;
    const { spreadsheetId: spreadsheet } = sandbox.tenants[0]!;
    await sandbox.control.shareSpreadsheet({ spreadsheet, user, allowed: false });
    const result = await callTool(googleWriteSheet, input, { step, openFetch });
    await sandbox.control.shareSpreadsheet({ spreadsheet, user });

    expect(result).toMatchObject({
      status: 'failed',
      problem: { code: 'grant.permission_missing', facts: { status: 403 } },
    });
  });
});
