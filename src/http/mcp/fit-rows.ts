// A model reads its answers whole, so an answer has a size it can take. What does not fit is left out, is said to be, and
// can be asked for: never cut in silence.

import type { McpAnswer } from './answer-schema.ts';

/** About 12,000 tokens of a model. */
export const mostBytes = 48 * 1024;

type Result = Pick<McpAnswer, 'value' | 'rows' | 'leftOut'>;
type Rows = NonNullable<McpAnswer['rows']>;

export function fitResult(
  { value, rows = [] }: { readonly value?: unknown; readonly rows?: Rows },
  after: string | null,
  most = mostBytes,
): Result {
  const wanted = after === null ? rows : rows.filter(({ key }) => key > after);
  const valueBytes = value === undefined ? 0 : sizeOf(value);
  const hasRoom = valueBytes <= most;
  const fitting = takeFitting(wanted, hasRoom ? most - valueBytes : most);
  const missing = wanted.length - fitting.length;
  return {
    ...(value !== undefined && hasRoom && { value }),
    ...(rows.length > 0 && { rows: fitting }),
    ...((missing > 0 || !hasRoom) && {
      leftOut: {
        rows: missing,
        ...(missing > 0 && { rowsAfter: fitting.at(-1)!.key }),
        ...(!hasRoom && { valueBytes }),
        how: [
          ...(missing > 0
            ? [
                `${missing} more rows were read and are not in this answer. Call again with rowsAfter ${JSON.stringify(fitting.at(-1)!.key)} and all else the same, or ask for fewer rows or fewer fields. For all of a large result start a run: POST /v1/runs.`,
              ]
            : []),
          ...(hasRoom
            ? []
            : [
                `The value has ${valueBytes} bytes, more than the ${most} one answer holds, and is not in it. Ask for less: with a filter, fewer fields, or the provider's own paging.`,
              ]),
        ].join(' '),
      },
    }),
  };
}

/** At least one, so that asking again always comes further. */
function takeFitting(rows: Rows, room: number): Rows {
  let used = 0;
  const end = rows.findIndex((row) => {
    used += sizeOf(row);
    return used > room;
  });
  return end < 0 ? [...rows] : rows.slice(0, Math.max(1, end));
}

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
