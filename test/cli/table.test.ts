// What stands on the terminal: widths, cuts, colors. No server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeLocal, describeWhen } from '../../src/cli/local-times.ts';
import { openScreen } from '../../src/cli/screen.ts';
import { type Column, detailLines, tableLines } from '../../src/cli/table.ts';
import { cut, plainText, widthOf, wrap } from '../../src/cli/text-width.ts';

const plain = (text: string): string => text;

interface Account {
  readonly id: string;
  readonly label: string;
}

const columns: readonly Column<Account>[] = [
  { title: 'ACCOUNT', cell: ({ id }) => id },
  { title: 'LABEL', cell: ({ label }) => label, cutTo: 8 },
  { title: 'LENGTH', cell: ({ label }) => String(label.length), isExtra: true },
];
const id = 'acct_5f2c9d1be06a4e7f8a31c2d4e5f60718';

describe('a table', () => {
  it('shows everything where there is room', () => {
    expect(tableLines(columns, [{ id, label: 'Ada' }], 80, plain)).toEqual([
      'ACCOUNT                                LABEL  LENGTH',
      `${id}  Ada    3`,
    ]);
  });

  it('leaves out what is extra before it cuts, and never cuts an id', () => {
    const [head, row] = tableLines(columns, [{ id, label: 'The sheets of Ada Lovelace' }], 60, plain);

    expect(head).toBe('ACCOUNT                                LABEL');
    expect(row).toBe(`${id}  The sheets of Ada Lo…`);
    expect(tableLines(columns, [{ id, label: 'The sheets of Ada Lovelace' }], 20, plain)[1]).toContain(id);
  });

  it('keeps its columns and its width whatever people call their accounts', () => {
    const label = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
        const lines = tableLines(
          columns,
          labels.map((one) => ({ id, label: one })),
          80,
          plain,
        );
        for (const line of lines) {
          expect(widthOf(line)).toBeLessThanOrEqual(80);
          for (const steering of ['\n', '\r', '\u001b', '\u202e']) expect(line).not.toContain(steering);
        }
        for (const line of lines.slice(1)) expect(line.startsWith(id)).toBe(true);
      }),
    );
  });

  it('colors a cell without counting the color as width', () => {
    const red: Column<Account>[] = [
      { title: 'LABEL', cell: ({ label }) => label, paint: (text) => `\u001b[31m${text}\u001b[39m` },
      { title: 'ACCOUNT', cell: () => 'a' },
    ];
    const [, one, two] = tableLines(
      red,
      [
        { id, label: 'long label' },
        { id, label: 'x' },
      ],
      80,
      plain,
    );

    expect(one!.indexOf('a', 15)).toBe(two!.indexOf('a', 15));
  });
});

describe('the width of text', () => {
  it.each([
    ['Ada', 3],
    ['日本語', 6],
    ['한국', 4],
    ['👩‍💻', 2],
    ['é', 1],
    ['', 0],
  ])('of "%s" is %i cells', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('is kept by a cut that says something is missing', () => {
    expect(cut('日本語のラベル', 7)).toBe('日本語…');
    expect(cut('Ada', 3)).toBe('Ada');
    expect(widthOf(cut('日本語のラベル', 6))).toBeLessThanOrEqual(6);
  });

  it('is not changed by what would steer the terminal', () => {
    expect(plainText('a\u001b[2Jb\nc\u202ed')).toBe('a [2Jb c d');
  });
});

describe('details', () => {
  it('break at spaces below their own beginning, and leave an address whole', () => {
    const url = `https://example.com/${'a'.repeat(80)}`;
    const lines = detailLines(
      [
        ['because', 'the person took the access back in the settings'],
        ['gone', null],
        ['renew at', url],
      ],
      40,
      plain,
    );

    expect(lines).toEqual([
      'because   the person took the access',
      '          back in the settings',
      `renew at  ${url}`,
    ]);
    expect(wrap('', 10)).toEqual(['']);
  });
});

describe('a screen', () => {
  const open = (isTTY: boolean, environment: Record<string, string>, isForPrograms = false) => {
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) > 0, isTTY, columns: 100 };
    return {
      written,
      screen: openScreen({ out: stream, error: stream } as never, environment, { isForPrograms }),
    };
  };

  it('has colors on a terminal, and not where NO_COLOR is set or the output goes elsewhere', () => {
    expect(open(true, {}).screen.colors.red('x')).toContain('\u001b[');
    expect(open(true, { NO_COLOR: '1' }).screen.colors.red('x')).toBe('x');
    expect(open(true, { TERM: 'dumb' }).screen.colors.red('x')).toBe('x');
    expect(open(false, { FORCE_COLOR: '1', CI: '1' }).screen.colors.red('x')).toBe('x');
  });

  it('is as wide as the terminal, else as COLUMNS says, else 80', () => {
    expect(open(true, {}).screen.width).toBe(100);
    expect(open(false, { COLUMNS: '120' }).screen.width).toBe(120);
    expect(open(false, {}).screen.width).toBe(80);
  });

  it('moves a line on a terminal only, never for programs, and takes it away before it writes', () => {
    const { written, screen } = open(true, {});
    screen.progress('3 read …');
    screen.line('done');
    expect(written).toEqual(['3 read …', '\r\u001b[2K', 'done\n']);
    for (const quiet of [open(false, {}), open(true, {}, true)]) {
      quiet.screen.progress('3 read …');
      expect(quiet.written).toEqual([]);
    }
  });
});

describe('an instant', () => {
  it('is shown by the clock of this machine, with its zone and how far it is', () => {
    const now = Date.parse('2026-11-24T20:00:00Z');

    expect(describeLocal(now)).toMatch(/^2026-11-2[3-5] \d\d:\d\d [A-Z]{2,5}([+-][\d:]+)?$/);
    expect(describeWhen('2026-11-24T23:30:00Z', now)).toMatch(/ \(in 3 h 30 min\)$/);
    expect(describeWhen('2026-11-24T19:59:00Z', now)).toMatch(/ \(1 min ago\)$/);
  });
});
