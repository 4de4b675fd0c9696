// The Sheets API in the sandbox: ranges, grids, tabs, access, quotas (providers page, sections 4.4 and 4.5).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { get, type Minted, mint, sendJson } from './requests.ts';

let sandbox: Sandbox;
let minted: Minted;
const root = () => `${sandbox.origins.google}/v4/spreadsheets`;
const spreadsheetId = () => sandbox.tenants[0]!.spreadsheetId;
const values = (range: string) => `${root()}/${spreadsheetId()}/values/${encodeURIComponent(range)}`;
const write = (range: string, rows: unknown[][], option = 'RAW') =>
  sendJson('PUT', `${values(range)}?valueInputOption=${option}`, minted.access, { values: rows });
const change = (...requests: unknown[]) =>
  sendJson('POST', `${root()}/${spreadsheetId()}:batchUpdate`, minted.access, { requests });
const addTab = (title: string, more: Record<string, unknown> = {}) =>
  change({ addSheet: { properties: { title, ...more } } });

beforeAll(async () => {
  sandbox = await startSandbox();
  minted = await mint(sandbox, 'google');
});
afterAll(() => sandbox.stop());

describe('values', () => {
  it('come back from a fixed range of a quoted tab, without empty ends', async () => {
    await addTab('2026-11-24');

    const written = await write("'2026-11-24'!A1:C3", [
      ['Deal', 'Amount', ''],
      ['One', 12.5, true],
      ['', '', ''],
    ]);
    const read = await get(values("'2026-11-24'!A1:C10"), minted.access);

    expect(written.body).toEqual({
      spreadsheetId: spreadsheetId(),
      updatedRange: "'2026-11-24'!A1:C3",
      updatedRows: 3,
      updatedColumns: 3,
      updatedCells: 9,
    });
    expect(read.body).toEqual({
      range: "'2026-11-24'!A1:C10",
      majorDimension: 'ROWS',
      values: [
        ['Deal', 'Amount'],
        ['One', '12.5', 'TRUE'],
      ],
    });
  });

  it('are absent from the answer when there are none', async () => {
    const { body } = await get(values('Sheet1!A1:B2'), minted.access);

    expect(body).toEqual({ range: 'Sheet1!A1:B2', majorDimension: 'ROWS' });
  });

  it('keep their types when read unformatted, and are typed when entered by a user', async () => {
    await addTab('Types');
    await write('Types!A1:B1', [['7', 7]]);
    await write('Types!A2:C2', [['7', 'true', 'x']], 'USER_ENTERED');

    const { body } = await get(`${values('Types!A1:C2')}?valueRenderOption=UNFORMATTED_VALUE`, minted.access);

    expect(body.values).toEqual([
      ['7', 7],
      [7, true, 'x'],
    ]);
  });

  it('skip null, clear with the empty string, and turn on columns', async () => {
    await addTab('Nulls');
    await write('Nulls!A1:C1', [['a', 'b', 'c']]);
    await sendJson('PUT', `${values('Nulls!A1:C1')}?valueInputOption=RAW`, minted.access, {
      majorDimension: 'COLUMNS',
      values: [[null], [''], ['z']],
    });

    const { body } = await get(`${values('Nulls!A1:C1')}?majorDimension=COLUMNS`, minted.access);

    expect(body.values).toEqual([['a'], [''], ['z']]);
  });

  it('are written and read in several ranges at once', async () => {
    await addTab('Many');
    const { body } = await sendJson(
      'POST',
      `${root()}/${spreadsheetId()}/values:batchUpdate`,
      minted.access,
      {
        valueInputOption: 'RAW',
        data: [
          { range: 'Many!A1:A2', values: [['x'], ['y']] },
          { range: 'Many!C1', values: [['z', 'w']] },
        ],
      },
    );
    const read = await get(
      `${root()}/${spreadsheetId()}/values:batchGet?ranges=${encodeURIComponent('Many!A1:A2')}&ranges=Many!C1:D1`,
      minted.access,
    );

    expect(body).toMatchObject({ totalUpdatedRows: 3, totalUpdatedCells: 4, totalUpdatedSheets: 1 });
    expect(read.body.valueRanges.map((range: { values: unknown }) => range.values)).toEqual([
      [['x'], ['y']],
      [['z', 'w']],
    ]);
  });

  it('of a batch are written all or not at all', async () => {
    await addTab('Atomic');
    const { status } = await sendJson(
      'POST',
      `${root()}/${spreadsheetId()}/values:batchUpdate`,
      minted.access,
      {
        valueInputOption: 'RAW',
        data: [
          { range: 'Atomic!A1', values: [['x']] },
          { range: 'Nowhere!A1', values: [['y']] },
        ],
      },
    );

    expect(status).toBe(400);
    expect((await get(values('Atomic!A1:B2'), minted.access)).body.values).toBeUndefined();
  });

  it('are appended after the last row, again and again, and the grid grows', async () => {
    await addTab('Log', { gridProperties: { rowCount: 2, columnCount: 2 } });
    const append = () =>
      sendJson('POST', `${values('Log!A1')}:append?valueInputOption=RAW`, minted.access, {
        values: [
          ['a', 'b'],
          ['c', 'd'],
        ],
      });

    const first = await append();
    const second = await append();

    expect(first.body.updates.updatedRange).toBe('Log!A1:B2');
    expect(second.body).toMatchObject({ tableRange: 'Log!A1:B2', updates: { updatedRange: 'Log!A3:B4' } });
  });

  it('are cleared within their range alone', async () => {
    await addTab('Clear');
    await write('Clear!A1:B2', [
      ['a', 'b'],
      ['c', 'd'],
    ]);

    const { body } = await sendJson('POST', `${values('Clear!A2:B2')}:clear`, minted.access, {});

    expect(body).toEqual({ spreadsheetId: spreadsheetId(), clearedRange: 'Clear!A2:B2' });
    expect((await get(values('Clear!A:B'), minted.access)).body.values).toEqual([['a', 'b']]);
  });

  it.each([
    ['past the grid', 'Sheet1!A1001:B1001', [['x']], /exceeds grid limits\. Max rows: 1000, max columns: 26/],
    ['down from an anchor past the grid', 'Sheet1!A1000', [['x'], ['y']], /exceeds grid limits/],
    ['beside the range', 'Sheet1!A1:A2', [['x', 'y']], /tried writing to column \[B\]/],
    ['below the range', 'Sheet1!A1:A1', [['x'], ['y']], /tried writing to row \[2\]/],
    ['to a tab that is not there', 'Nowhere!A1', [['x']], /Unable to parse range: Nowhere!A1/],
    ['to no range', 'Sheet1!??', [['x']], /Unable to parse range/],
  ])('%s are refused', async (_, range, rows, message) => {
    const { status, body } = await write(range, rows);

    expect([status, body.error.status]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(body.error.message).toMatch(message);
  });

  it('need to be told how they are entered', async () => {
    const { status, body } = await sendJson('PUT', values('Sheet1!A1'), minted.access, { values: [['x']] });

    expect(status).toBe(400);
    expect(body.error.message).toContain("'valueInputOption' is required");
  });
});

describe('tabs', () => {
  it('take the id the caller chooses and refuse it, or the title, a second time', async () => {
    const first = await addTab('Run 1', { sheetId: 4711, gridProperties: { rowCount: 50, columnCount: 3 } });
    const sameId = await addTab('Run 2', { sheetId: 4711 });
    const sameTitle = await addTab('run 1');

    expect(first.body.replies[0].addSheet.properties).toMatchObject({
      sheetId: 4711,
      title: 'Run 1',
      gridProperties: { rowCount: 50, columnCount: 3 },
    });
    for (const { status, body } of [sameId, sameTitle]) {
      expect([status, body.error.status]).toEqual([400, 'INVALID_ARGUMENT']);
      expect(body.error.message).toMatch(/^Invalid requests\[0\]\.addSheet: .*already exists/);
    }
  });

  it('change together or not at all', async () => {
    const { status } = await change(
      { addSheet: { properties: { title: 'Half done' } } },
      { deleteSheet: { sheetId: 999_999 } },
    );

    const { body } = await get(`${root()}/${spreadsheetId()}?fields=sheets.properties.title`, minted.access);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain('Half done');
  });

  it('are renamed, resized, filled and deleted by batchUpdate', async () => {
    await addTab('Workbench', { sheetId: 31 });
    const { status } = await change(
      {
        updateSheetProperties: {
          properties: { sheetId: 31, title: 'Bench', gridProperties: { rowCount: 5 } },
          fields: 'title,gridProperties.rowCount',
        },
      },
      { appendDimension: { sheetId: 31, dimension: 'ROWS', length: 2 } },
      {
        updateCells: {
          start: { sheetId: 31, rowIndex: 0, columnIndex: 0 },
          rows: [
            {
              values: [{ userEnteredValue: { stringValue: 'a' } }, { userEnteredValue: { numberValue: 2 } }],
            },
          ],
          fields: 'userEnteredValue',
        },
      },
      { repeatCell: { range: { sheetId: 31 }, cell: {}, fields: 'userEnteredFormat' } },
    );

    expect(status).toBe(200);
    expect((await get(values('Bench!A1:B7'), minted.access)).body.values).toEqual([['a', '2']]);
    expect((await get(values('Bench!A1:B8'), minted.access)).status).toBe(400);
    await change({ updateCells: { range: { sheetId: 31 }, fields: 'userEnteredValue' } });
    expect((await get(values('Bench!A1:B7'), minted.access)).body.values).toBeUndefined();
    expect((await change({ deleteSheet: { sheetId: 31 } })).status).toBe(200);
  });

  it('are refused a request the sandbox does not know', async () => {
    const { body } = await change({ addChart: {} });

    expect(body.error.message).toContain('the sandbox does not know the request "addChart"');
  });
});

describe('files', () => {
  it('are created with tabs of their own and read back in the parts asked for', async () => {
    const created = await sendJson('POST', root(), minted.access, {
      properties: { title: 'Fresh' },
      sheets: [{ properties: { title: 'Only' } }],
    });
    const part = await get(
      `${root()}/${created.body.spreadsheetId}?fields=spreadsheetId,sheets.properties(sheetId,title)`,
      minted.access,
    );

    expect(created.body).toMatchObject({
      properties: { title: 'Fresh' },
      sheets: [{ properties: { title: 'Only', index: 0 } }],
    });
    expect(created.body.spreadsheetUrl).toContain(created.body.spreadsheetId);
    expect(part.body).toEqual({
      spreadsheetId: created.body.spreadsheetId,
      sheets: [{ properties: { sheetId: created.body.sheets[0].properties.sheetId, title: 'Only' } }],
    });
  });

  it('of another person are forbidden, and open once they are shared', async () => {
    const other = await mint(sandbox, 'google', { user: 'robin.sandberg@acme.example' });
    const { body: file } = await sendJson('POST', root(), minted.access, {});

    const before = await get(`${root()}/${file.spreadsheetId}`, other.access);
    await sandbox.control.shareSpreadsheet({
      spreadsheet: file.spreadsheetId,
      user: 'robin.sandberg@acme.example',
    });
    const after = await get(`${root()}/${file.spreadsheetId}`, other.access);

    expect([before.status, before.body.error.status]).toEqual([403, 'PERMISSION_DENIED']);
    expect(after.status).toBe(200);
  });

  it('that are not there are 404, and so are those an app with drive.file did not make', async () => {
    const narrow = await mint(sandbox, 'google', { scopes: ['https://www.googleapis.com/auth/drive.file'] });

    const missing = await get(`${root()}/firstlight-probe?fields=spreadsheetId`, minted.access);
    const foreign = await get(`${root()}/${spreadsheetId()}`, narrow.access);
    const own = await sendJson('POST', root(), narrow.access, {});

    expect([missing.status, missing.body.error.status]).toEqual([404, 'NOT_FOUND']);
    expect(foreign.status).toBe(404);
    expect((await get(`${root()}/${own.body.spreadsheetId}`, narrow.access)).status).toBe(200);
  });

  it('are read in full by the control', async () => {
    await addTab('For the control');
    await write("'For the control'!B2:C2", [['x', 3]]);

    const { tabs } = await sandbox.control.readSpreadsheet({ spreadsheet: spreadsheetId() });

    expect(tabs.find(({ title }) => title === 'For the control')?.rows).toEqual([[], ['', 'x', 3]]);
  });
});

describe('limits', () => {
  it('of writes and of reads are told apart, per user and per project', async () => {
    const quota = async (
      knobs: Record<string, number>,
      call: () => Promise<{ status: number; body: unknown }>,
    ) => {
      await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs });
      const answer = await call();
      await sandbox.control.clearKnobs({ scope: { grant: minted.grant } });
      // biome-ignore lint/suspicious/noExplicitAny: the shape of the error is what is looked at.
      const { error } = answer.body as any;
      return [answer.status, error.status, error.details[0].reason, error.details[0].metadata.quota_limit];
    };
    const read = () => get(values('Sheet1!A1:B2'), minted.access);
    const put = () => write('Sheet1!A1', [['x']]);

    const full = [429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'];
    expect(await quota({ writesPerMinute: 0.1 }, put)).toEqual([...full, 'WriteRequestsPerMinutePerUser']);
    expect(await quota({ readsPerMinute: 0.1 }, read)).toEqual([...full, 'ReadRequestsPerMinutePerUser']);
    expect(await quota({ projectWritesPerMinute: 0.1 }, put)).toEqual([
      ...full,
      'WriteRequestsPerMinutePerProject',
    ]);
    expect((await read()).status).toBe(200);
  });

  it.each([undefined, 'garbage'])(
    'of identity: no token or an unknown one (%s) is UNAUTHENTICATED',
    async (token) => {
      const { status, body } = await get(values('Sheet1!A1'), token);

      expect([status, body.error.status]).toEqual([401, 'UNAUTHENTICATED']);
    },
  );

  it('of time: an expired token is ACCESS_TOKEN_EXPIRED', async () => {
    const other = await mint(sandbox, 'google');
    await sandbox.control.expireAccessTokens({ grant: other.grant });

    const { body } = await get(values('Sheet1!A1'), other.access);

    expect(body.error.details[0].reason).toBe('ACCESS_TOKEN_EXPIRED');
  });
});
