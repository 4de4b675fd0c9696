// `firstlight/workflow`: what the workflow of a user's own run is written with. Its code decides which steps there are, as it
// goes; how a step is made, waits for its account and is proven is the engine's, as in every run.

import { CancellationScope, condition, log, TemporalFailure } from '@temporalio/workflow';
import { chosenIdPattern, chosenIdRule } from '../src/domain/ids.ts';
import type { RunUse } from '../src/domain/own-run.ts';
import { mostSteps, withImpliedNeeds } from '../src/domain/plan.ts';
import type { Ledger, StepPlan, StepRecord } from '../src/domain/run.ts';
import type { Json, Problem, Receipt } from '../src/domain/tool.ts';
import { RunEngine } from './run-engine.ts';
import { handleRunMessages } from './run-handlers.ts';
import type { RunInput } from './run-input.ts';
import { newRecord } from './run-ledger.ts';

export type { Json, Problem, Receipt } from '../src/domain/tool.ts';

export interface OwnRunInput extends RunInput {
  readonly uses: readonly RunUse[];
  readonly input: Json;
}

/** How a step ended. Only `done` proves anything; a step that needs one which is not is skipped by itself. */
export type StepOutcome =
  /** `value`: what its tool answered, where that is one small thing; its rows are read by later steps, by reference. */
  | { readonly state: 'done'; readonly receipt: Receipt; readonly value: Json }
  | { readonly state: 'failed'; readonly problem: Problem }
  /** What it needs is missing, or the run was cancelled before it began. */
  | { readonly state: 'skipped' }
  /** Its account was away, and the wait ended without it: the deadline, a person who declined, a cancellation. */
  | { readonly state: 'paused' };

export interface StepOrder {
  readonly account: string;
  readonly tool: string;
  /** May say `{rowsOf: '<step>'}` where the tool takes rows; it then needs that step. */
  readonly input?: Json;
  readonly needs?: readonly string[];
  /** False: its gap does not keep the run from being complete. */
  readonly required?: boolean;
}

export interface OwnRunContext {
  readonly tenant: string;
  readonly run: string;
  readonly name: string;
  /** Epoch milliseconds; null: whoever started it set none. */
  readonly deadlineAt: number | null;
  /** Makes a step, and answers when it is over. Not awaited, it goes on beside the others; the run waits for all. */
  step(id: string, order: StepOrder): Promise<StepOutcome>;
  /** Ends the run here, with what it has: the reason is a gap of its own. */
  giveUp(reason: string): never;
  /** Lets time pass; ends at once where the run is cancelled. */
  sleep(lengthMs: number): Promise<void>;
}

class GivenUp extends Error {}

/** The workflow of a run kind: export it under the kind's name. */
export function defineRunWorkflow<Input = Json>(
  work: (run: OwnRunContext, input: Input) => Promise<void>,
): (order: OwnRunInput) => Promise<Ledger> {
  return async (order) => {
    const engine = new RunEngine(order);
    handleRunMessages(engine);
    // From Temporal UI it means the same as the signal: the run ends in order, with its ledger saved.
    CancellationScope.current().cancelRequested.catch(() => engine.cancel());
    const context = contextOf(order, engine);
    const decide = async (): Promise<void> => {
      try {
        await work(context, order.input as Input);
        if (engine.ledger.steps.length === 0) engine.giveUp('the run made no step, so nothing is proven');
      } catch (error) {
        // Anything else is a mistake in the code: the run stands still until a worker has better code, and goes on.
        if (!(error instanceof GivenUp || error instanceof TemporalFailure)) {
          log.error('the code of this run has a mistake; it stands still until a worker has better code', {
            reason: describe(error),
          });
          throw error;
        }
        engine.giveUp(error.message);
      }
    };
    return CancellationScope.nonCancellable(() =>
      engine.runCode(order.uses, () => unlessCancelled(engine, decide)),
    );
  };
}

/** Cancelled, a run does not wait for its code, which may be asleep; what that code still says is not heard. */
async function unlessCancelled(engine: RunEngine, decide: () => Promise<void>): Promise<void> {
  const deciding = decide();
  deciding.catch(() => {});
  await Promise.race([deciding, condition(() => engine.isCancelled)]);
}

/** What a workflow knows is no secret, but it may be long. */
const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'something that is no error';

function contextOf(order: OwnRunInput, engine: RunEngine): OwnRunContext {
  return {
    tenant: order.tenant,
    run: order.run,
    name: order.name,
    deadlineAt: order.deadlineAt,
    async step(id, given) {
      const plan = planOf(id, given, engine.ledger);
      const isDeclared = order.uses.some(
        ({ account, tool }) => account === plan.account && tool === plan.tool,
      );
      if (!isDeclared) return refuse(plan, engine.ledger);
      const { record, value } = await engine.addStep(plan);
      return outcomeOf(record, value);
    },
    giveUp(reason) {
      throw new GivenUp(reason);
    },
    async sleep(lengthMs) {
      await condition(() => engine.isCancelled, lengthMs);
    },
  };
}

/** Mistakes of the code itself, which a deploy corrects. */
function planOf(id: string, order: StepOrder, { steps }: Ledger): StepPlan {
  if (!chosenIdPattern.test(id)) throw new Error(`step id "${id}" must be ${chosenIdRule}`);
  if (steps.some((step) => step.id === id)) throw new Error(`there is a step "${id}" already`);
  if (steps.length >= mostSteps) throw new Error(`a run has at most ${mostSteps} steps`);
  const { account, tool, input = {}, needs = [], required = true } = order;
  const plan = withImpliedNeeds({
    id,
    account: account as StepPlan['account'],
    tool,
    input,
    needs,
    required,
  });
  const unknown = plan.needs.find((need) => !steps.some((step) => step.id === need));
  if (unknown !== undefined) throw new Error(`step "${id}" needs "${unknown}", which has not been made`);
  return plan;
}

/** What nobody was told of beforehand would be missing from every look ahead, so it is not done. */
function refuse(plan: StepPlan, ledger: Ledger): StepOutcome {
  const problem: Problem = {
    code: 'plan.invalid',
    message: `the run did not say beforehand that it would use ${plan.tool} on ${plan.account}; add it to what \`uses\` answers`,
    facts: {},
  };
  ledger.steps.push({ ...newRecord(plan), state: 'failed', problem });
  return { state: 'failed', problem };
}

function outcomeOf(record: StepRecord, value: Json): StepOutcome {
  switch (record.state) {
    case 'done':
      return { state: 'done', receipt: record.receipt!, value };
    case 'failed':
      return { state: 'failed', problem: record.problem! };
    case 'paused':
      return { state: 'paused' };
    default:
      return { state: 'skipped' };
  }
}
