// A run and its ledger as the API shows them: what the run's workflow said last.

import { z } from '@hono/zod-openapi';
import { type DealReportOrder, planDealReport } from '../domain/deal-report.ts';
import { isLateCallOf } from '../domain/late-fill.ts';
import { isOwnKind } from '../domain/own-run.ts';
import { runStates, type StepRecord, verdicts } from '../domain/run.ts';
import { withIsoTimes } from '../domain/wire-times.ts';
import { writeStates } from '../domain/write-record.ts';
import type { RunRow } from '../store/runs.ts';
import type { StepWrites } from '../store/writes.ts';
import { isoOf, isoOrNull } from './paging.ts';

export const gapSchema = z.object({
  step: z.string(),
  account: z.string(),
  code: z.enum([
    'count_mismatch',
    'step_failed',
    'step_skipped',
    'waiting_for_account',
    'declined',
    'delivered_with_gaps',
    'cancelled',
    'budget_spent',
    'expectation_unmet',
    'no_answer',
  ]),
  detail: z.string(),
  expected: z.number().nullable(),
  got: z.number().nullable(),
});

const lateFillSchema = z
  .object({
    state: z.enum(['waiting', 'filled', 'given_up']),
    waitsFor: z.array(z.string()),
    untilAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
  })
  .openapi('LateFill', {
    description: 'What becomes of the gaps, after the run has ended. It sets the verdict to `complete_late`.',
  });

export const runSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    name: z.string(),
    state: z.enum(runStates),
    verdict: z.enum(verdicts).nullable(),
    stepsDone: z.number().int(),
    stepsTotal: z.number().int(),
    pausedOn: z.array(z.string()).openapi({ description: 'Accounts whose renewal it waits for.' }),
    gaps: z.array(gapSchema),
    lateFill: lateFillSchema.nullable(),
    deadline: z.iso.datetime().nullable(),
    onDeadline: z.enum(['keep_waiting', 'deliver_with_gaps', 'fail']),
    createdAt: z.iso.datetime(),
  })
  .openapi('Run');

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const receiptSchema = z
  .object({
    rows: z.number().int(),
    announced: z.number().int().nullable(),
    unmatched: z.number().int(),
    pages: z.number().int(),
    lastPageSeen: z.boolean(),
    tokenVersions: z.array(z.number().int()).nullable(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    facts,
  })
  .openapi('Receipt');

const problemOfStep = z.object({ code: z.string(), message: z.string(), facts });
const pausesSchema = z.array(
  z.object({
    account: z.string(),
    state: z.enum(['held', 'reauth_required', 'disconnected']),
    pausedAt: z.iso.datetime(),
    resumedAt: z.iso.datetime().nullable(),
  }),
);

const turnSchema = z
  .object({
    number: z.number().int(),
    usage: z.object({ input: z.number(), output: z.number(), cost: z.number().nullable() }),
    leftOut: z.number().int().openapi({ description: 'Older results the model read as references only.' }),
    calls: z.array(
      z.object({
        id: z.string().openapi({ description: 'Names its rows: GET /v1/runs/{id}/rows/{step}.' }),
        tool: z.string(),
        account: z.string().nullable(),
        effect: z.enum(['read', 'keyed', 'once']),
        inputDigest: z.string(),
        state: z.enum(['waiting', 'running', 'paused', 'done', 'failed', 'unavailable']),
        receipt: z.union([receiptSchema, z.null()]),
        problem: problemOfStep.nullable(),
        startedAt: z.iso.datetime().nullable(),
        finishedAt: z.iso.datetime().nullable(),
        pauses: pausesSchema,
      }),
    ),
  })
  .openapi('Turn', { description: 'Of a run of kind agent: what its model asked for, and what came of it.' });

export const ledgerSchema = z
  .object({
    run: z.string(),
    revision: z.number().int(),
    state: z.enum(['running', 'paused', 'ended']),
    verdict: runSchema.shape.verdict,
    steps: z.array(
      z.object({
        id: z.string(),
        account: z.string(),
        tool: z.string(),
        required: z.boolean(),
        needs: z.array(z.string()),
        state: z.enum(['waiting', 'running', 'paused', 'done', 'failed', 'skipped']),
        receipt: z.union([receiptSchema, z.null()]),
        problem: problemOfStep.nullable(),
        startedAt: z.iso.datetime().nullable(),
        finishedAt: z.iso.datetime().nullable(),
        pauses: pausesSchema,
        without: z
          .array(z.string())
          .optional()
          .openapi({ description: 'Steps it went on without; what it wrote says so itself.' }),
        turn: turnSchema.optional(),
        writes: z.partialRecord(z.enum(writeStates), z.number().int()).optional().openapi({
          description:
            'Requests of this step that change something at its provider, by what is known of them; see docs/writes.md.',
        }),
        receiptWithGaps: receiptSchema
          .optional()
          .openapi({ description: 'What was delivered with gaps, where it was completed later.' }),
      }),
    ),
    gaps: z.array(gapSchema),
    lateFill: lateFillSchema.nullable(),
    pausedOn: z.array(z.string()),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .openapi('Ledger');

export function showRun(run: RunRow): z.output<typeof runSchema> {
  const { ledger } = run;
  return {
    id: run.id,
    kind: run.kind,
    name: run.name,
    state: run.state,
    verdict: run.verdict,
    stepsDone: ledger?.steps.filter((step) => step.state === 'done').length ?? 0,
    stepsTotal: ledger?.steps.length ?? stepIdsOf(run).length,
    pausedOn: ledger?.pausedOn ?? [],
    gaps: ledger?.gaps ?? [],
    lateFill: withIsoTimes(ledger?.lateFill ?? null) as z.output<typeof lateFillSchema> | null,
    deadline: isoOrNull(run.deadline_at),
    onDeadline: run.on_deadline,
    createdAt: isoOf(run.created_at),
  };
}

/** Before the workflow said anything, there is a ledger all the same: nothing has begun. */
export function showLedger(run: RunRow, writes: readonly StepWrites[] = []): z.output<typeof ledgerSchema> {
  if (!run.ledger) {
    return {
      run: run.id,
      revision: 0,
      state: run.state,
      verdict: null,
      steps: [],
      gaps: [],
      lateFill: null,
      pausedOn: [],
      startedAt: null,
      endedAt: null,
    };
  }
  const { run: id, revision, state, verdict, gaps, pausedOn, startedAt, endedAt } = run.ledger;
  const planned = new Set(run.ledger.steps.map((step) => step.id));
  const steps = run.ledger.steps.map((step) => {
    const own = writes.filter((one) => isOf(step, one.step, planned));
    return own.length === 0 ? step : { ...step, writes: countByState(own) };
  });
  const { lateFill = null } = run.ledger;
  const shown = { run: id, revision, state, verdict, steps, gaps, lateFill, pausedOn, startedAt, endedAt };
  return withIsoTimes(shown) as unknown as z.output<typeof ledgerSchema>;
}

/** Of a model's turn, the calls write; of a step that was completed late, its late call has written, too. */
function isOf({ id, turn }: StepRecord, call: string, planned: ReadonlySet<string>): boolean {
  if (turn) return turn.calls.some((one) => one.id === call);
  return call === id || (!planned.has(call) && isLateCallOf(id, call));
}

function countByState(writes: readonly StepWrites[]): Partial<Record<StepWrites['state'], number>> {
  const counts: Partial<Record<StepWrites['state'], number>> = {};
  for (const { state, count } of writes) counts[state] = (counts[state] ?? 0) + count;
  return counts;
}

/** The steps there are to ask rows of. */
export function stepIdsOf(run: RunRow): string[] {
  if (run.ledger && run.ledger.steps.length > 0) {
    // Of a model's turn, the calls have the rows.
    return run.ledger.steps.flatMap(({ id, turn }) => (turn ? turn.calls.map((call) => call.id) : [id]));
  }
  // Made as they go.
  if (run.kind === 'agent' || isOwnKind(run.kind)) return [];
  const plan =
    run.kind === 'dealReport'
      ? planDealReport(run.input as unknown as DealReportOrder)
      : (run.input as unknown as { readonly steps: readonly { readonly id: string }[] }).steps;
  return plan.map((step) => step.id);
}
