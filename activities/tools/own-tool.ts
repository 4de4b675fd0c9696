// A tool that an extension brings, held to what the built-in ones keep to by themselves: it ends with evidence or not at all,
// and a refusal that it overlooked is not taken for an answer (promise 1).

import { z } from 'zod';
import { Failure, type FailureCode, failures } from '../../src/domain/failures.ts';
import type { ToolContext, ToolDefinition, ToolOutcome } from './define-tool.ts';
import { classifyRefusal, readRetryAfter, saysNothing } from './provider-answer.ts';

const count = z.int().min(0);

const receipt = z.strictObject({
  rows: count,
  announced: count.nullable(),
  unmatched: count,
  pages: count,
  lastPageSeen: z.boolean(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const outcome = z.discriminatedUnion(
  'status',
  [
    z.strictObject({ status: z.literal('ok'), receipt, value: z.json().optional() }),
    z.strictObject({
      status: z.literal('empty'),
      receipt: receipt.refine(({ rows }) => rows === 0, 'says empty and has rows'),
    }),
  ],
  { error: 'must have a status, "ok" or "empty"' },
);

export function holdToEvidence(tool: ToolDefinition): ToolDefinition {
  return {
    ...tool,
    async run(context) {
      const watched = watchAnswers(context);
      let ended: unknown;
      try {
        ended = await tool.run({ ...context, fetch: watched.fetch });
      } catch (error) {
        throw ownFailure(error);
      }
      const checked = outcome.safeParse(ended);
      if (!checked.success) throw noEvidence(tool, checked.error);
      watched.refuseOverlooked(tool);
      await refuseMiscounted(tool, context, checked.data.receipt.rows);
      if (checked.data.status === 'empty' && !watched.wasAnswered()) await refuseUnasked(tool, context);
      return checked.data as ToolOutcome;
    },
  };
}

/** What its requests were answered: the tool may ignore it, its evidence may not. */
function watchAnswers({ fetch }: Pick<ToolContext<unknown>, 'fetch'>) {
  let isAnswered = false;
  let last: Pick<Response, 'status' | 'headers'> | null = null;
  const watching: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    last = { status: response.status, headers: response.headers };
    isAnswered ||= response.ok;
    return response;
  };
  return {
    fetch: watching,
    wasAnswered: () => isAnswered,
    refuseOverlooked({ name, provider }: ToolDefinition): void {
      const { status, headers } = last ?? { status: 200, headers: new Headers() };
      if (status < 500 && ![401, 403, 408, 429].includes(status)) return;
      const errors = {
        provider: `the provider (${provider}), as ${name} overlooked,`,
        read: () => saysNothing,
      };
      const retryAfterMs = readRetryAfter(headers.get('retry-after'), Date.now());
      throw classifyRefusal(errors, { status, retryAfterMs, body: null });
    },
  };
}

/** What was read is what is kept; a number that says otherwise would be believed by the verdict. */
async function refuseMiscounted(
  { name, effect }: ToolDefinition,
  { step }: ToolContext<unknown>,
  rows: number,
): Promise<void> {
  if (effect !== 'read') return;
  const held = await step.countRows();
  if (held === 0 || held === rows) return;
  throw new Failure(
    'bug',
    `${name} says that it has ${rows} rows, and it has saved ${held} distinct keys; take the number from step.countRows()`,
  );
}

/** That there is nothing is for the provider to say, in this execution or in one before that left its place. */
async function refuseUnasked(tool: ToolDefinition, { step }: ToolContext<unknown>): Promise<void> {
  if ((await step.loadCheckpoint()) !== null) return;
  throw new Failure(
    'bug',
    `${tool.name} ended "empty", and no request of it was answered with a 2xx: only a provider can say that there is nothing`,
  );
}

function noEvidence(tool: ToolDefinition, error: z.ZodError): Failure {
  const places = error.issues.map(
    ({ path, message }) => `${path.join('.') || 'what it returned'}: ${message}`,
  );
  return new Failure(
    'bug',
    `${tool.name} ended without evidence. A tool returns {status: "ok" | "empty", receipt}; ${places.join('; ')}`,
  );
}

/** An extension may have been made with another copy of the package than the one that runs it. */
function ownFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Failure || error.name !== 'Failure') return error;
  const { code, message, facts, retryAfterMs } = error as Failure;
  if (!(code in failures)) return error;
  return new Failure(code as FailureCode, message, {
    facts: { ...facts },
    retryAfterMs: retryAfterMs ?? null,
  });
}
