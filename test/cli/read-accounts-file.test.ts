// Pure, no server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/cli/csv.ts';
import { readAccountsFile } from '../../src/cli/read-accounts-file.ts';

const linesOf = (content: string) => {
  const file = readAccountsFile(content);
  if (file.kind !== 'read') throw new Error(file.mistake);
  return file.lines;
};
const mistakeOf = (content: string) => {
  const file = readAccountsFile(content);
  return file.kind === 'read' ? null : file.mistake;
};

describe('comma-separated values', () => {
  it('come back as they were written, whatever is in them', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    const write = (rows: string[][], end: string): string =>
      rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join(end);
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const reading = readCsv(write(rows, end));
        expect(reading.kind === 'read' && reading.records.map((record) => record.fields)).toEqual(rows);
      }),
    );
  });

  it('keep the number of the line each record begins on', () => {
    const reading = readCsv('\uFEFFa,b\r\n"1\n2",x\n\nlast,\n');
    expect(reading).toEqual({
      kind: 'read',
      records: [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['1\n2', 'x'] },
        { line: 5, fields: ['last', ''] },
      ],
    });
  });

  it.each([['a,b\n"never closed,x\ny,z'], ['a,b\nx,mid"dle']])(
    'say where %j cannot be told apart',
    (text) => {
      expect(readCsv(text)).toMatchObject({ kind: 'broken', line: 2 });
    },
  );
});

describe('a file of accounts', () => {
  it('may be a table with columns in any order and spelling, or JSON, and comes to the same', () => {
    const table = [
      'refresh_token,Access Token,PROVIDER,expiresAt,Grant ends at,scopes,label',
      'r-1,a-1,hubspot,2026-11-25T04:00:00Z,,oauth crm.objects.deals.read,"Acme, Inc."',
      ',a-2,google,1795000000000,2027-01-01T00:00:00Z,,',
    ].join('\n');
    const bodies = [
      {
        provider: 'hubspot',
        accessToken: 'a-1',
        refreshToken: 'r-1',
        expiresAt: '2026-11-25T04:00:00Z',
        scopes: ['oauth', 'crm.objects.deals.read'],
        label: 'Acme, Inc.',
      },
      {
        provider: 'google',
        accessToken: 'a-2',
        expiresAt: 1_795_000_000_000,
        grantEndsAt: '2027-01-01T00:00:00Z',
      },
    ];

    expect(linesOf(table)).toEqual([
      { kind: 'account', line: 2, body: bodies[0] },
      { kind: 'account', line: 3, body: bodies[1] },
    ]);
    for (const json of [bodies, { accounts: bodies }]) {
      expect(linesOf(JSON.stringify(json)).map((entry) => entry.kind === 'account' && entry.body)).toEqual(
        bodies,
      );
    }
  });

  it('keeps every bad line with its number and all its mistakes, and never quotes what is in it', () => {
    const lines = linesOf(
      [
        'provider,accessToken,refreshToken,expiresAt',
        'hubspot,sbxat-1,sbxrt-1,',
        ',,sbxrt-2,',
        'hubspot,sbxat-3',
        'hubspot,sbxat-4,sbxrt-4,sbxat-tomorrow',
        'hubspot,sbxat-5,sbxrt-1,',
        'hubspot,sbxat-6,sbxrt-6,1795000000',
      ].join('\n'),
    );

    expect(lines.map((entry) => [entry.line, entry.kind])).toEqual([
      [2, 'account'],
      [3, 'mistake'],
      [4, 'mistake'],
      [5, 'mistake'],
      [6, 'mistake'],
      [7, 'mistake'],
    ]);
    const mistakes = lines.map((entry) => (entry.kind === 'mistake' ? entry.mistakes.join('; ') : ''));
    expect(mistakes[1]).toMatch(/provider: .*accessToken: /);
    expect(mistakes[2]).toBe('has 2 fields, the header 4');
    expect(mistakes[3]).toMatch(/^expiresAt: /);
    expect(mistakes[4]).toBe('refreshToken: is the same as in line 2; one grant is one account');
    expect(mistakes[5]).toMatch(/^expiresAt: /);
    expect(mistakes.join()).not.toMatch(/sbx/);
  });

  it.each([
    ['nothing', '', /empty/],
    ['no header', 'hubspot,sbxat-1\n', /first line must name the columns.*lacks provider and accessToken/],
    ['an unknown column', 'provider,accessToken,colour\n', /Column 3 is none of them/],
    ['a column twice', 'provider,accessToken,access_token\n', /named twice/],
    ['half a JSON document', '[{"provider":', /not well-formed JSON/],
    ['another JSON document', '{"rows":[]}', /must be a JSON array/],
    ['an open quotation mark', 'provider,accessToken\nhubspot,"sbxat', /Line 2: a quotation mark/],
  ])('is refused whole when it holds %s', (_, content, message) => {
    expect(mistakeOf(content)).toMatch(message);
    expect(mistakeOf(content)).not.toMatch(/sbx/);
  });
});
