// A run kind as an extension declares it: its input, what it will use, and the file that exports its workflow. Checked here,
// and made into what the API needs to take an order of it.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Failure } from '../domain/failures.ts';
import type { OwnRunOrder, RunUse } from '../domain/own-run.ts';
import type { Json } from '../domain/tool.ts';
import { isSchema, mistakesIn, shownSchema, text } from './mistakes.ts';

export interface OwnRun<Schema extends z.ZodType = z.ZodType> {
  /** The workflow's name as well: `workflow` exports it under this. */
  readonly kind: string;
  /** Of runs that are ordered without a name. */
  readonly title: string;
  /** `new URL('./workflows.mjs', import.meta.url)`. */
  readonly workflow: URL;
  /** A zod schema of an object; `uses` and the workflow are given what it makes of an order. */
  readonly input: Schema;
  /** All that it may use. Looked at before the run begins, and before a night. */
  uses(input: z.output<Schema>): readonly { readonly account: string; readonly tool: string }[];
}

/** What is wrong with an order's input, where. */
export type InputMistake = { readonly path: readonly PropertyKey[]; readonly message: string };

export interface RunKind {
  readonly kind: string;
  readonly title: string;
  /** JSON Schema, draft 2020-12. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly workflowPath: string;
  findMistakes(input: unknown): readonly InputMistake[];
  /** Of an input without mistakes: what is kept of it. */
  order(input: unknown): OwnRunOrder;
}

/** Names of our own workflows (workflows/index.ts), which share one registry with an extension's. */
export const takenKinds: readonly string[] = [
  'accountWorkflow',
  'agent',
  'dealReport',
  'deliveryWorkflow',
  'duskWorkflow',
  'journalWorkflow',
  'lateFillWorkflow',
  'noticeWorkflow',
  'preflightWorkflow',
  'providerAppWorkflow',
  'scheduledRunWorkflow',
  'steps',
];

const declaration = z.strictObject({
  kind: z
    .string('must be a text, e.g. "weeklyReport"')
    .regex(/^[a-z][A-Za-z0-9]{0,62}$/, 'must be letters and digits, a lower-case letter first, at most 63'),
  title: text,
  workflow: z
    .instanceof(URL, { error: "must be new URL('./<file>', import.meta.url)" })
    .refine((url) => url.protocol === 'file:', 'must be the address of a file'),
  input: z.custom(isSchema, 'must be a zod schema (zod 4)'),
  uses: z.custom((value) => typeof value === 'function', 'must be a function'),
});

const useList = z.array(z.strictObject({ account: z.string().min(1), tool: z.string().min(1) }));

export function checkRun(
  given: unknown,
  taken: readonly string[],
): { readonly run: RunKind } | { readonly mistakes: readonly string[] } {
  const parsed = declaration.safeParse(given);
  if (!parsed.success) return { mistakes: mistakesIn(parsed.error) };
  const { kind, title, input, uses } = given as OwnRun;
  const shown = shownSchema(input);
  const workflowPath = fileURLToPath(parsed.data.workflow);
  const mistakes = 'mistake' in shown ? [shown.mistake] : [];
  if ([...takenKinds, ...taken].includes(kind))
    mistakes.push(`kind: there is a run of kind "${kind}" already`);
  if (!existsSync(workflowPath)) mistakes.push(`workflow: there is no file ${workflowPath}`);
  if (mistakes.length > 0 || 'mistake' in shown) return { mistakes };
  return {
    run: {
      kind,
      title,
      inputSchema: shown.schema,
      workflowPath,
      findMistakes: (order) => input.safeParse(order).error?.issues ?? [],
      order(order) {
        const kept = input.parse(order);
        return { uses: readUses(kind, uses(kept)), input: kept as Json };
      },
    },
  };
}

function readUses(kind: string, answered: unknown): RunUse[] {
  const parsed = useList.safeParse(answered);
  if (parsed.success) return parsed.data as RunUse[];
  throw new Failure(
    'bug',
    `\`uses\` of run kind ${kind} must answer a list of {account, tool}; ${mistakesIn(parsed.error).join('; ')}`,
  );
}
