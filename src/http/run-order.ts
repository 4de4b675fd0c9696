// From the body of POST /v1/runs to the order a run workflow is started with, and the plan it will follow.

import { z } from '@hono/zod-openapi';
import { type AgentPlan, planOfOrder } from '../domain/agent.ts';
import { isTimeZone, localTimePattern, nextLocalTime } from '../domain/deadline.ts';
import { planDealReport } from '../domain/deal-report.ts';
import { type AccountId, chosenIdPattern, chosenIdRule, type RunId, type TenantId } from '../domain/ids.ts';
import type { RunUse } from '../domain/own-run.ts';
import { mostSteps } from '../domain/plan.ts';
import type { StepPlan } from '../domain/run.ts';
import type { Json } from '../domain/tool.ts';
import type { RunKind } from '../extension/own-run.ts';
import type { RunOrder } from '../temporal/run-client.ts';
import { agentInput, agentName, agentOrderOf } from './agent-order.ts';
import { withOwnKinds } from './own-run-order.ts';

const account = z.string().min(1).max(100);
export const runName = z.string().max(200).trim().min(1);
const stepId = z.string().regex(chosenIdPattern, `must be ${chosenIdRule}`);

const timeZone = z
  .string()
  .refine(isTimeZone, 'is not a time zone; use an IANA name, e.g. Europe/Berlin')
  .openapi({ example: 'Europe/Berlin' });

const instant = z.iso
  .datetime({
    offset: true,
    error:
      'must be an ISO 8601 time with a zone, e.g. 2026-11-25T06:00:00+01:00, or a local one, e.g. {"at": "07:30", "timeZone": "Europe/Berlin"}',
  })
  .refine((text) => !(Date.parse(text) <= Date.now()), 'must lie in the future');

const localTime = z
  .strictObject({
    at: z.string().regex(localTimePattern, 'must be a time of day with 24 hours, e.g. 07:30'),
    timeZone,
  })
  .openapi({ description: 'The next such time after the start, by the clocks of the zone.' });

const shared = {
  name: runName.optional(),
  deadline: z.union([instant, localTime]).optional(),
  onDeadline: z.enum(['keep_waiting', 'deliver_with_gaps', 'fail']).optional(),
};

export const dealReportInput = z.strictObject({
  accounts: z.strictObject({ hubspot: account, salesforce: account, google: account }),
  spreadsheetId: z.string().min(1).max(200),
  tab: z
    .string()
    .max(100)
    .trim()
    .min(1)
    .optional()
    .openapi({ description: "The tab's name. Default: today's date (UTC)." }),
  timeZone: timeZone.optional().openapi({
    description: "The zone of the times in the sheet. Default: the deadline's, else UTC.",
  }),
  dealsPerPage: z.number().int().min(1).max(200).default(200),
  accountsPerBatch: z.number().int().min(1).max(200).default(200),
  rowsPerWrite: z.number().int().min(1).max(1000).default(500),
});

export const stepsInput = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        id: stepId,
        account,
        tool: z.string().min(1).max(100),
        input: z
          .record(z.string(), z.unknown())
          .default({})
          .openapi({ description: 'May say {"rowsOf": "<step id>"} where the tool takes rows.' }),
        needs: z.array(stepId).max(mostSteps).default([]),
        required: z.boolean().default(true),
      }),
    )
    .min(1)
    .max(mostSteps),
});

export const runBodyOf = (kinds: readonly RunKind[]) =>
  withOwnKinds(
    [
      z.strictObject({ kind: z.literal('dealReport'), input: dealReportInput, ...shared }),
      z.strictObject({ kind: z.literal('steps'), input: stepsInput, ...shared }),
      z.strictObject({ kind: z.literal('agent'), input: agentInput, ...shared }),
    ],
    kinds,
    shared,
  );

/** Of the built-in kinds alone. */
export const runBody = runBodyOf([]);

export type RunBody = z.output<typeof runBody>;

export interface PlannedRun {
  readonly order: RunOrder;
  readonly plan: readonly StepPlan[];
  /** In place of a plan, where the code of an extension makes it as it goes. */
  readonly uses?: readonly RunUse[];
  /** In place of a plan, where a model makes it as it goes. */
  readonly agent?: AgentPlan & { readonly answerSchema: Json | null };
  /** What is kept of the input, with its defaults filled in. */
  readonly input: Json;
}

export function planRun(
  tenant: TenantId,
  run: RunId,
  body: RunBody,
  runKinds: readonly RunKind[] = [],
): PlannedRun {
  const common = {
    tenant,
    run,
    deadlineAt: deadlineOf(body.deadline),
    // Whoever names a deadline wants something by then.
    onDeadline: body.onDeadline ?? (body.deadline === undefined ? 'keep_waiting' : 'deliver_with_gaps'),
  } as const;
  const own = runKinds.find(({ kind }) => kind === body.kind);
  if (own) {
    const kept = own.order(body.input);
    const order = { ...common, kind: own.kind, name: body.name ?? own.title, ...kept };
    return { order, plan: [], uses: kept.uses, input: kept as unknown as Json };
  }
  if (body.kind === 'agent') {
    const kept = agentOrderOf(body.input);
    const agentPlan = planOfOrder(kept);
    const order = { ...common, kind: body.kind, name: body.name ?? agentName(kept), ...agentPlan };
    return {
      order,
      plan: [],
      agent: { ...agentPlan, answerSchema: kept.answerSchema },
      input: kept as unknown as Json,
    };
  }
  if (body.kind === 'steps') {
    const steps = body.input.steps.map((step) => ({
      ...step,
      account: step.account as AccountId,
      input: step.input as Json,
    }));
    const order = { ...common, kind: body.kind, name: body.name ?? nameOf(steps), steps };
    return { order, plan: steps, input: { steps: steps as unknown as Json } };
  }
  const { accounts, tab = new Date().toISOString().slice(0, 10), ...rest } = body.input;
  const input = {
    ...rest,
    tab,
    timeZone: rest.timeZone ?? (typeof body.deadline === 'object' ? body.deadline.timeZone : 'UTC'),
    accounts: {
      hubspot: accounts.hubspot as AccountId,
      salesforce: accounts.salesforce as AccountId,
      google: accounts.google as AccountId,
    },
  };
  const order = { ...common, kind: body.kind, name: body.name ?? `Deal report ${tab}`, ...input };
  return { order, plan: planDealReport(order), input };
}

function deadlineOf(deadline: RunBody['deadline']): number | null {
  if (deadline === undefined) return null;
  return typeof deadline === 'string' ? Date.parse(deadline) : nextLocalTime(deadline, Date.now());
}

const nameOf = (steps: readonly { readonly id: string }[]): string =>
  steps
    .map((step) => step.id)
    .join(', ')
    .slice(0, 120);
