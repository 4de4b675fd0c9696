// Tables and lists of details for a terminal. A table fits the width: columns that are extra are left out first, then those
// that may be are cut. An id is never cut, because it is what the next command is given.

import { cut, pad, plainText, widthOf, wrap } from './text-width.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** May be cut, to no less than this. */
  readonly cutTo?: number;
  /** Left out where there is no room, the last one first. */
  readonly isExtra?: boolean;
  readonly paint?: (text: string, row: Row) => string;
}

const between = 2;
/** A column that may be cut is cut no further than this to make room for one that is extra. */
const readable = 20;

export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  paintHead: (text: string) => string,
): string[] {
  const all = columns.map((column) => {
    const cells = rows.map((row) => plainText(column.cell(row)));
    return { column, cells, width: Math.max(widthOf(column.title), ...cells.map(widthOf)) };
  });
  const least = (one: (typeof all)[number]): number =>
    Math.min(one.width, Math.max(one.column.cutTo ?? one.width, widthOf(one.column.title)));
  const room = (some: readonly (typeof all)[number][], of: (one: (typeof all)[number]) => number): number =>
    some.reduce((sum, one) => sum + of(one), 0) + between * (some.length - 1);

  let shown = all;
  while (
    room(shown, (one) => Math.max(least(one), Math.min(one.width, readable))) > width &&
    shown.some(({ column }) => column.isExtra)
  ) {
    const last = shown.findLast(({ column }) => column.isExtra);
    shown = shown.filter((one) => one !== last);
  }
  // The widest gives way first, cell by cell.
  for (let over = room(shown, (one) => one.width) - width; over > 0; over -= 1) {
    const [widest] = shown.filter((one) => one.width > least(one)).toSorted((a, b) => b.width - a.width);
    if (!widest) break;
    widest.width -= 1;
  }

  const line = (cellOf: (one: (typeof all)[number]) => string): string =>
    shown.map(cellOf).join(' '.repeat(between)).trimEnd();
  return [
    line((one) => paintHead(pad(one.column.title, one.width))),
    ...rows.map((row, index) =>
      line((one) => {
        const text = pad(cut(one.cells[index]!, one.width), one.width);
        return one.column.paint?.(text, row) ?? text;
      }),
    ),
  ];
}

/** `name  value` under each other; a long value goes on below itself. What is null is left out. */
export function detailLines(
  details: readonly (readonly [name: string, value: string | null | undefined])[],
  width: number,
  paintName: (text: string) => string,
): string[] {
  const shown = details.filter((one): one is readonly [string, string] => one[1] != null && one[1] !== '');
  const left = Math.max(0, ...shown.map(([name]) => widthOf(name))) + between;
  return shown.flatMap(([name, value]) =>
    wrap(plainText(value), Math.max(20, width - left)).map((line, index) =>
      index === 0 ? `${paintName(pad(name, left))}${line}` : `${' '.repeat(left)}${line}`,
    ),
  );
}
