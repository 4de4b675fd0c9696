// What a run that was delivered with gaps still owes, and what of it can come later: pure, so that the run and its late fill
// see the same. A gap that no person's consent will close (a refusal, a disconnected account) is not waited for.

import type { AccountId } from './ids.ts';
import type { Gap, Ledger, StepPlan, StepRecord } from './run.ts';
import type { Json } from './tool.ts';

export type OwedStep =
  /** Never came to its end: the same call again, from its checkpoint. */
  | { readonly kind: 'open'; readonly plan: StepPlan }
  /** Its tool can say what is missing, and was, or may have been, here before: it completes what stands there. */
  | {
      readonly kind: 'rewrite';
      readonly plan: StepPlan;
      readonly lateId: string;
      readonly delivered: number;
    };

/** In the order of the plan. */
export function listOwed(
  plan: readonly StepPlan[],
  steps: readonly StepRecord[],
  marksGaps: (tool: string) => boolean,
): OwedStep[] {
  const recordOf = (id: string): StepRecord | undefined => steps.find((step) => step.id === id);
  const canCome = (id: string, above: readonly string[] = []): boolean => {
    const record = recordOf(id);
    if (!record || above.includes(id)) return false;
    const comesAfter = (others: readonly string[]): boolean =>
      others.every((other) => isSound(recordOf(other)) || canCome(other, [...above, id]));
    if (record.state === 'paused') return !isDisconnected(record) && comesAfter(record.needs);
    if (record.state === 'skipped') return comesAfter(record.needs);
    return record.state === 'done' && isWithout(record) && comesAfter(record.without!);
  };
  const taken = new Set(plan.map((step) => step.id));
  return plan
    .filter((step) => canCome(step.id))
    .map((step) =>
      marksGaps(step.tool)
        ? {
            kind: 'rewrite',
            plan: step,
            lateId: recordOf(step.id)?.state === 'done' ? freeId(step.id, taken) : step.id,
            delivered: recordOf(step.id)?.receipt?.rows ?? 0,
          }
        : { kind: 'open', plan: step },
    );
}

/** The accounts somebody has to bring back. */
export const accountsAwaited = (owed: readonly OwedStep[], steps: readonly StepRecord[]): AccountId[] => {
  const paused = new Set(steps.filter((step) => step.state === 'paused').map((step) => step.id));
  return [...new Set(owed.filter(({ plan }) => paused.has(plan.id)).map(({ plan }) => plan.account))].sort();
};

/** Ran, and wrote down what it ran without. */
export const isWithout = (step: StepRecord): boolean => (step.without?.length ?? 0) > 0;

const isSound = (step: StepRecord | undefined): boolean => step?.state === 'done' && !isWithout(step);

const isDisconnected = (step: StepRecord): boolean => step.pauses.at(-1)?.state === 'disconnected';

/** Shorter than any id may be, so that the longest ids still make one. */
const baseOf = (id: string): string => id.slice(0, 55);

/** Whether `call`, which is no step of the plan, is the late one of the step. */
export const isLateCallOf = (step: string, call: string): boolean =>
  call.startsWith(`${baseOf(step)}.late`) && /^\d*$/.test(call.slice(baseOf(step).length + '.late'.length));

function freeId(id: string, taken: ReadonlySet<string>): string {
  const base = baseOf(id);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? `${base}.late` : `${base}.late${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** By it a tool knows what it wrote with gaps again. */
export const markOf = (ledger: Pick<Ledger, 'run'>, step: string): string => `${ledger.run}/${step}`;

/** The input of a step that goes on without others. */
export function inputWithGaps(
  ledger: Pick<Ledger, 'run' | 'steps'>,
  step: Pick<StepPlan, 'id' | 'input'>,
  gaps: readonly Gap[],
  labels: Readonly<Record<string, string>>,
): Json {
  const given = step.input as { readonly gaps?: readonly Json[] };
  const parts = gaps.map((gap) => {
    const record = ledger.steps.find((one) => one.id === gap.step);
    const sinceAt = record?.pauses.at(-1)?.pausedAt ?? record?.finishedAt ?? null;
    const account = labels[gap.account];
    return {
      step: gap.step,
      label: account === undefined ? gap.step : `${gap.step} (${account})`,
      detail: inPlainWords(gap, account ?? gap.account),
      ...(sinceAt !== null && { sinceAt }),
    };
  });
  return { ...given, mark: markOf(ledger, step.id), gaps: [...(given.gaps ?? []), ...parts] };
}

function inPlainWords(gap: Gap, account: string): string {
  switch (gap.code) {
    case 'waiting_for_account':
      return `waiting for ${account} to be connected again`;
    case 'declined':
      return `because whoever was asked to connect ${account} again declined`;
    default:
      return gap.detail;
  }
}
