// What a command of the command line is: its words, what it takes, an example, and what it does. Usage and help are made from
// these, so that no command can be without. Never shows the value of a key that was given as a flag.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Environment } from '../config.ts';
import { CannotStart } from '../embedded/cannot-start.ts';
import { findNearest } from './nearest.ts';
import type { Screen } from './screen.ts';
import { detailLines } from './table.ts';
import { wrap, wrapParts } from './text-width.ts';

export interface Flag {
  readonly type: 'boolean' | 'string';
  /** What its value is called in the usage, of a string. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  readonly says: string;
}

export type Flags = Readonly<Record<string, Flag>>;

type ValueOf<One extends Flag> = One['type'] extends 'boolean'
  ? boolean
  : One extends { readonly multiple: true }
    ? readonly string[]
    : string;

export type Values<Given extends Flags> = { readonly [Name in keyof Given]?: ValueOf<Given[Name]> };

export interface Call<Given extends Flags> {
  readonly values: Values<Given>;
  /** As many as the command takes; those in brackets may be missing. */
  readonly given: readonly string[];
  readonly environment: Environment;
  readonly screen: Screen;
}

export interface Definition<Given extends Flags> {
  /** `accounts show`, or `doctor`. */
  readonly words: string;
  /** Names of what stands behind the words: `ACCOUNT`, `[FILE]` where it may be left out. */
  readonly takes?: readonly string[];
  readonly flags: Given;
  readonly does: string;
  /** More paragraphs for the help. */
  readonly more?: string;
  readonly example: string;
  /** Answers the exit status: 0 good, 1 something is wrong or left undone, and was said. */
  run(call: Call<Given>): Promise<number>;
}

export type Command = Definition<Flags>;

/** The command was called wrongly; what to call instead is said with it. */
export class CommandMistake extends CannotStart {}

export const defineCommand = <const Given extends Flags>(definition: Definition<Given>): Command =>
  definition as unknown as Command;

const everyCommand = {
  json: { type: 'boolean', says: 'Answer for programs: JSON on standard output.' },
  help: { type: 'boolean', says: 'Say this.' },
} as const satisfies Flags;

/** Of usage and help; wider is hard to read. */
export const helpWidth = 80;
const indent = '    ';

export function usageOf({ words, takes = [], flags }: Command): string {
  const options = Object.entries(flags).map(([name, flag]) => `[${nameOf(name, flag)}]`);
  const parts = [`Usage: firstlight ${words}`, ...takes, ...options, '[--json]'];
  return wrapParts(parts, helpWidth - indent.length).join(`\n${indent}`);
}

const nameOf = (name: string, flag: Flag): string =>
  `--${name}${flag.type === 'string' ? ` ${flag.value ?? 'VALUE'}` : ''}`;

export interface Reading {
  readonly values: Values<Flags> & { readonly json?: boolean; readonly help?: boolean };
  readonly given: readonly string[];
}

export function readWords(command: Command, words: readonly string[]): Reading {
  const options = { ...command.flags, ...everyCommand };
  const { values, positionals } = parse(words, options);
  if (values.help) return { values, given: [] };
  const takes = command.takes ?? [];
  const missing = takes[positionals.length];
  if (missing !== undefined && !missing.startsWith('[')) throw new CommandMistake(`${missing} is missing.`);
  if (positionals.length > takes.length) {
    throw new CommandMistake(`"${positionals[takes.length]}" is one word too many.`);
  }
  return { values, given: positionals };
}

function parse(words: readonly string[], options: Flags) {
  const forNode = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  ) as NonNullable<ParseArgsConfig['options']>;
  try {
    const parsed = parseArgs({ args: [...words], options: forNode, allowPositionals: true, strict: true });
    return { values: parsed.values as Reading['values'], positionals: parsed.positionals };
  } catch (error) {
    throw new CommandMistake(explainMistake(error as Error & { code?: string }, options));
  }
}

function explainMistake(error: Error & { code?: string }, options: Flags): string {
  const name = /'-{0,2}([\w-]+)/.exec(error.message)?.[1];
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && name !== undefined) {
    const nearest = findNearest(name, Object.keys(options));
    const meant = nearest === null ? '' : ` Did you mean --${nearest}?`;
    return `There is no flag ${name.length === 1 ? '-' : '--'}${name} here.${meant}`;
  }
  const flag = name === undefined ? undefined : options[name];
  if (flag === undefined) return error.message;
  return flag.type === 'string'
    ? `--${name} needs a value: --${name} ${flag.value ?? 'VALUE'}. One that begins with a dash is written --${name}=-…`
    : `--${name} takes no value.`;
}

export function helpOf(command: Command): string {
  const { does, more, example } = command;
  const flags = Object.entries({ ...command.flags, ...everyCommand });
  const paragraph = (text: string): string[] => text.split('\n').flatMap((line) => wrap(line, helpWidth));
  return [
    usageOf(command),
    '',
    ...paragraph(does),
    ...(more === undefined ? [] : ['', ...paragraph(more)]),
    '',
    ...detailLines(
      flags.map(([name, flag]) => [`  ${nameOf(name, flag)}`, flag.says] as const),
      helpWidth,
      (name) => name,
    ),
    '',
    'Example:',
    ...example.split('\n').map((line) => `  ${line}`),
  ].join('\n');
}

/** A flag that is a number of something. */
export function readCount(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CommandMistake(`--${name} must be a whole number, 1 or more.`);
  return Number(text);
}

/** A flag that is one of a few words. */
export function readChoice<Choice extends string>(
  name: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | null {
  if (text === undefined) return null;
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  throw new CommandMistake(`--${name} must be one of ${choices.join(', ')}.`);
}
