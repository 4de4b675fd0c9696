// scheduledRunWorkflow: one start of a schedule, from the moment its time comes to the end of its run, so that a later start
// finds it there. It decides whether and when the run begins (jitter, overlap); a start that comes to nothing is told as
// agent.run.skipped. Temporal's schedule starts it, or somebody's trigger or backfill does.

import { defineSearchAttributeKey, SearchAttributeType, TemporalFailure } from '@temporalio/common';
import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  makeContinueAsNewFunc,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { ScheduleActivities, StartClaim } from '../activities/contract.ts';
import { type RunId, runWorkflowId, type ScheduleRef } from '../src/domain/ids.ts';
import {
  jitterOf,
  type ScheduleStart,
  type SkipReason,
  skippedEvent,
  startKeyOf,
} from '../src/domain/schedule.ts';
import { describeInstant, MINUTE } from '../src/domain/time.ts';
import { shortActivityOptions } from './activity-options.ts';
import { type ScheduledRunInput, startFreed } from './messages.ts';
import { runStateKey, tenantKey } from './search-attributes.ts';

const schedules = proxyActivities<ScheduleActivities>(shortActivityOptions);

/** Whose turn it is, is told by signal; asked again in case one was lost. */
const askAgainMs = 10 * MINUTE;
const longestHistory = 2_000;

export type ScheduledRunResult =
  | { readonly kind: 'run'; readonly run: RunId }
  | { readonly kind: 'skipped'; readonly reason: SkipReason };

export async function scheduledRunWorkflow(input: ScheduledRunInput): Promise<ScheduledRunResult> {
  const { ref } = input;
  const start = input.start ?? ownStart();
  let isFreed = false;
  setHandler(
    startFreed,
    () => {
      isFreed = true;
    },
    { description: 'An earlier start of the schedule has ended: look again whether it is this one’s turn' },
  );
  try {
    await waitForJitter(ref, start, input.jitterMs ?? 0);
    for (;;) {
      isFreed = false;
      const claim = await schedules.claimStart.executeWithOptions({ summary: `start of ${start.key}` }, [
        { ref, start },
      ]);
      if (claim.kind === 'begin') return await begin(input, start, claim);
      if (claim.kind === 'skipped') return await tellSkipped(ref, start, claim.reason, claim.times);
      setCurrentDetails(`Due ${describeInstant(start.at)}. Waits for ${claim.behind.join(', ')} to end.`);
      await condition(() => isFreed, askAgainMs, { summary: `behind ${claim.behind.join(', ')}` });
      await startAnew(input, start);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return CancellationScope.nonCancellable(() => giveUp(ref, start, error));
  }
}

/** The server writes the nominal time into the search attributes of what it starts. */
function ownStart(): ScheduleStart {
  const key = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);
  const at = workflowInfo().typedSearchAttributes.get(key);
  if (!at)
    throw new Error('started by nobody: there is neither a start in the input nor a scheduled start time');
  return { key: startKeyOf(at.getTime()), at: Math.floor(at.getTime() / 1_000) * 1_000 };
}

async function waitForJitter(ref: ScheduleRef, start: ScheduleStart, jitterMs: number): Promise<void> {
  const waitMs = start.at + jitterOf(ref, start.key, jitterMs) - Date.now();
  if (jitterMs > 0 && waitMs > 0) await sleep(waitMs, { summary: 'its place within the jitter' });
}

async function begin(
  input: ScheduledRunInput,
  start: ScheduleStart,
  { run, night }: Extract<StartClaim, { kind: 'begin' }>,
): Promise<ScheduledRunResult> {
  const { ref } = input;
  setCurrentDetails(`Due ${describeInstant(start.at)}. Its run is \`${run}\`.`);
  await runToItsEnd(ref, run, night);
  await CancellationScope.nonCancellable(async () => {
    // Usually it is. Not so where the run was terminated or reset by hand, or somebody else had started it.
    const isOver = () =>
      schedules.isRunOver.executeWithOptions({ summary: `is ${run} over?` }, [{ tenant: ref.tenant, run }]);
    while (!(await isOver())) {
      await sleep(askAgainMs, { summary: `until ${run} has ended` });
      await startAnew(input, start);
    }
    await schedules.endStart.executeWithOptions({ summary: `end of ${start.key}` }, [{ ref, start }]);
  });
  return { kind: 'run', run };
}

/** A child, so that each leads to the other in Temporal UI; abandoned, so that it outlives whatever becomes of this one. */
async function runToItsEnd(
  { tenant }: ScheduleRef,
  run: RunId,
  { input, ...night }: Extract<StartClaim, { kind: 'begin' }>['night'],
): Promise<void> {
  try {
    const child = await startChild(night.kind, {
      workflowId: runWorkflowId(tenant, run),
      args: [{ ...(input as object), ...night, tenant, run }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: night.name,
      typedSearchAttributes: [
        { key: tenantKey, value: tenant },
        { key: runStateKey, value: 'running' },
      ],
      memo: { tenant, run, kind: night.kind, name: night.name },
      staticDetails: `run \`${run}\` of tenant \`${tenant}\``,
    });
    await child.result();
  } catch (error) {
    // It failed, was terminated or cancelled, or somebody has started it already: whether it is over, the books say.
    if (!(error instanceof TemporalFailure)) throw error;
    log.info('the run did not come to its own end under this start', { run, why: error.name });
  }
}

async function tellSkipped(
  ref: ScheduleRef,
  start: ScheduleStart,
  reason: SkipReason,
  times: number,
): Promise<ScheduledRunResult> {
  setCurrentDetails(`Due ${describeInstant(start.at)}. Skipped: ${reason}.`);
  await schedules.publishEvent.executeWithOptions({ summary: `agent.run.skipped: ${reason}` }, [
    skippedEvent(ref, start, reason, times),
  ]);
  return { kind: 'skipped', reason };
}

/** Cancelled before it began. */
async function giveUp(
  ref: ScheduleRef,
  start: ScheduleStart,
  cancelled: unknown,
): Promise<ScheduledRunResult> {
  const given = await schedules.giveUpStart.executeWithOptions({ summary: `give up ${start.key}` }, [
    { ref, start },
  ]);
  if (!given) throw cancelled;
  return tellSkipped(ref, start, 'cancelled', given.times);
}

/** A replay stays short, however long it waits. */
async function startAnew(input: ScheduledRunInput, start: ScheduleStart): Promise<void> {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  if (!continueAsNewSuggested && historyLength <= longestHistory) return;
  await makeContinueAsNewFunc<typeof scheduledRunWorkflow>()({ ...input, start, jitterMs: 0 });
}
