// What a command of the command line is: its words, what it does, and how its arguments are read.
// Results go to standard output, everything for the eye of a person to standard error.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Environment } from '../config.ts';
import { CannotStart } from '../embedded/cannot-start.ts';

export interface Command {
  readonly usage: string;
  readonly does: string;
  /** Answers the exit status. */
  run(words: readonly string[], environment: Environment): Promise<number>;
}

/** The command was called wrongly; what to call instead is said with it. */
export class CommandMistake extends CannotStart {}

export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  words: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new CommandMistake((error as Error).message);
  }
}

export const say = (line: string): void => void process.stderr.write(`${line}\n`);
export const answerJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
