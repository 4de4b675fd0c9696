// What a command writes on. The result goes to standard output: lines and tables for people, JSON for programs. What is said
// beside it goes to standard error, and so does progress, on a terminal only. Colors are for a terminal too, and never where
// NO_COLOR is set (https://no-color.org, read 2026-11-24).

import pc from 'picocolors';
import type { Environment } from '../config.ts';
import { type Column, detailLines, tableLines } from './table.ts';

type Colors = ReturnType<typeof pc.createColors>;

export interface Screen {
  readonly isForPrograms: boolean;
  readonly colors: Colors;
  /** Cells in a line. */
  readonly width: number;
  /** Of the result, for people. */
  line(text?: string): void;
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void;
  details(details: readonly (readonly [name: string, value: string | null | undefined])[]): void;
  /** The result for programs, a document in one line. */
  json(value: unknown): void;
  /** Beside the result. */
  say(text: string): void;
  /** One moving line; empty takes it away. */
  progress(text: string): void;
}

export interface Streams {
  readonly out: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  readonly error: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;
}

const usualWidth = 80;
/** Longer lines are hard to read. */
const widest = 160;

export function openScreen(
  { out, error }: Streams,
  environment: Environment,
  options: { readonly isForPrograms: boolean },
): Screen {
  const mayColor = !environment.NO_COLOR && environment.TERM !== 'dumb';
  const colors = pc.createColors(out.isTTY === true && mayColor);
  const width = Math.min(widest, (out.isTTY && out.columns) || Number(environment.COLUMNS) || usualWidth);
  let isMoving = false;
  const clear = (): void => {
    if (isMoving) error.write('\r\u001b[2K');
    isMoving = false;
  };
  const line = (text = ''): void => {
    clear();
    out.write(`${text}\n`);
  };

  return {
    isForPrograms: options.isForPrograms,
    colors,
    width,
    line,
    table(columns, rows) {
      for (const text of tableLines(columns, rows, width, colors.dim)) line(text);
    },
    details(details) {
      for (const text of detailLines(details, width, colors.dim)) line(text);
    },
    json: (value) => line(JSON.stringify(value)),
    say(text) {
      clear();
      error.write(`${text}\n`);
    },
    progress(text) {
      if (!error.isTTY || options.isForPrograms) return;
      clear();
      if (text === '') return;
      error.write(text);
      isMoving = true;
    },
  };
}
