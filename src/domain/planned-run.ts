// A run that has not begun: what was ordered, and which accounts and tools it will use. Pure; the order was checked when it
// was written down.

import { type AgentOrder, planOfOrder } from './agent.ts';
import { type DealReportOrder, planDealReport } from './deal-report.ts';
import type { AccountId } from './ids.ts';
import type { OwnRunOrder } from './own-run.ts';
import type { StepPlan } from './run.ts';
import type { Json } from './tool.ts';

/** As a schedule keeps it, and as `POST /v1/runs` takes it. */
export interface RunOrderBody {
  readonly kind: string;
  readonly name: string;
  readonly input: unknown;
}

/** For each account of the run, the tools that use it. */
export function toolsByAccount({ kind, input }: RunOrderBody): ReadonlyMap<AccountId, readonly string[]> {
  const tools = new Map<AccountId, string[]>();
  for (const { account, tool } of stepsOf(kind, input)) {
    const known = tools.get(account) ?? [];
    if (!known.includes(tool)) tools.set(account, [...known, tool]);
  }
  return tools;
}

function stepsOf(kind: string, input: unknown): readonly Pick<StepPlan, 'account' | 'tool'>[] {
  switch (kind) {
    case 'dealReport':
      return planDealReport(input as DealReportOrder);
    case 'steps':
      return (input as { readonly steps: readonly StepPlan[] }).steps;
    case 'agent':
      throw new Error(`a run of kind "${kind}" does not say which accounts it will use`);
    default:
      return (input as OwnRunOrder).uses;
  }
}

/** What a workflow is given of a run's input: of an agent's, names and limits, none of its texts. */
export const inputForHistory = ({ kind, input }: Pick<RunOrderBody, 'kind' | 'input'>): Json =>
  kind === 'agent' ? (planOfOrder(input as AgentOrder) as unknown as Json) : (input as Json);
