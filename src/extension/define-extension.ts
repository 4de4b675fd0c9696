// `firstlight/extension`: what a module of the user's is made with that adds tools, providers and runs to an installation.
// Declares only; what is declared is checked where it is read (read-extensions.ts), because a module may come from anywhere.

import { z } from 'zod';
import type { ToolContext, ToolDefinition, ToolOutcome } from '../../activities/tools/define-tool.ts';
import type { Receipt, ToolEffect } from '../domain/tool.ts';
import type { OwnProvider } from './own-provider.ts';
import type { OwnRun } from './own-run.ts';

export { z } from 'zod';
export type {
  AuthorizedFetch,
  ResultRow,
  StepStore,
  ToolContext,
  ToolOutcome,
} from '../../activities/tools/define-tool.ts';
export {
  type ProviderError,
  type ProviderErrors,
  readAnswer,
  saysNothing,
} from '../../activities/tools/provider-answer.ts';
export { Failure, type FailureCode } from '../domain/failures.ts';
export type { Json, ToolEffect } from '../domain/tool.ts';
export type { WriteAnswer } from '../domain/write-record.ts';
export type { OwnProvider } from './own-provider.ts';
export type { OwnRun } from './own-run.ts';

/** Goes up when an extension made with an older package would be misunderstood. */
export const contractVersion = 1;

/** A tool as an extension declares it: the very contract of the built-in ones, less what only they may say. */
export type OwnTool<Schema extends z.ZodType = z.ZodType> = Omit<ToolDefinition<Schema>, 'marksGaps'>;

export interface Extension {
  readonly contract: number;
  readonly name: string;
  readonly providers: readonly OwnProvider[];
  readonly tools: readonly OwnTool[];
  readonly runs: readonly OwnRun[];
}

export function defineExtension(extension: {
  readonly name: string;
  readonly providers?: readonly OwnProvider[];
  readonly tools?: readonly OwnTool[];
  readonly runs?: readonly OwnRun[];
}): Extension {
  return { contract: contractVersion, providers: [], tools: [], runs: [], ...extension };
}

export type JsonSchema = { readonly type: 'object' } & Readonly<Record<string, unknown>>;

/** Of JSON Schema nothing is known before it runs. */
type InputOf<Schema> = Schema extends z.ZodType
  ? z.output<Schema>
  : z.output<z.ZodRecord<z.ZodString, z.ZodAny>>;

export interface ToolDeclaration<Schema extends z.ZodType | JsonSchema>
  extends Omit<OwnTool, 'input' | 'effectOf' | 'run'> {
  /** A zod schema (its type is then that of `context.input`), or JSON Schema, draft 2020-12. */
  readonly input: Schema;
  /** Where the effect depends on what is asked; `effect` is then the most careful of them. */
  effectOf?(input: InputOf<Schema>): ToolEffect;
  /** Returns what it can prove, throws a `Failure` for the rest. */
  run(context: ToolContext<InputOf<Schema>>): Promise<ToolOutcome>;
}

export function defineTool<Schema extends z.ZodType | JsonSchema>(tool: ToolDeclaration<Schema>): OwnTool {
  const input: z.ZodType | JsonSchema = tool.input;
  const isDescribed = typeof input === 'object' && input !== null && !('safeParse' in input);
  return { ...tool, input: isDescribed ? z.fromJSONSchema(input as never) : input } as OwnTool;
}

export const defineRun = <Schema extends z.ZodType>(run: OwnRun<Schema>): OwnRun => run as OwnRun;

export const defineProvider = (provider: OwnProvider): OwnProvider => provider;

/**
 * How a call ends well: with the rows it holds and what the provider announced. `empty` where there are none, which the
 * provider must have said itself.
 */
export function proven(
  counts: Pick<Receipt, 'rows' | 'announced' | 'pages'> &
    Partial<Pick<Receipt, 'unmatched' | 'lastPageSeen' | 'facts'>>,
): ToolOutcome {
  const receipt = { unmatched: 0, lastPageSeen: true, facts: {}, ...counts };
  return receipt.rows === 0 ? { status: 'empty', receipt } : { status: 'ok', receipt };
}
