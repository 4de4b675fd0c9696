// duskWorkflow: one per schedule that wants a preflight. Sleeps until the lead before the next start, starts the preflight of
// that night, and goes on to the next, for as long as the schedule is there. When the next start is, the server says; what
// runs then is recorded with the answer.

import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  condition,
  log,
  makeContinueAsNewFunc,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  startChild,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { NextNight, ScheduleActivities } from '../activities/contract.ts';
import { nightPreflightId, preflightWorkflowId, type ScheduleRef } from '../src/domain/ids.ts';
import { DAY, describeInstant } from '../src/domain/time.ts';
import { shortActivityOptions } from './activity-options.ts';
import { type DuskInput, type PreflightInput, scheduleChanged } from './messages.ts';
import type { preflightWorkflow } from './preflight.ts';
import { listenForRenewal } from './renewal.ts';

const { nextNight } = proxyActivities<ScheduleActivities>(shortActivityOptions);

/** A change is told by signal; asked again only in case one was lost. */
const askAgainMs = DAY;
const longestHistory = 1_000;

export async function duskWorkflow({ ref, seenTo: carried = 0 }: DuskInput): Promise<void> {
  let seenTo = carried;
  let isChanged = false;
  setHandler(
    scheduleChanged,
    () => {
      isChanged = true;
    },
    { description: 'The schedule was changed, paused or deleted: look again' },
  );
  const renewal = listenForRenewal();
  const wait = (lengthMs: number, summary: string): Promise<unknown> =>
    condition(() => isChanged || renewal.isWanted, Math.min(lengthMs, askAgainMs), { summary });

  for (;;) {
    isChanged = false;
    const next = await nextNight.executeWithOptions({ summary: 'when is the next start?' }, [
      { ref, after: seenTo },
    ]);
    if (next.kind === 'gone') {
      if (isChanged) continue;
      return;
    }
    if (next.kind === 'none') {
      setCurrentDetails('Paused, or there are no more starts.');
      await wait(askAgainMs, 'until the schedule is changed');
    } else if (next.preflightAt > Date.now()) {
      setCurrentDetails(
        `Next start ${describeInstant(next.at)}; its preflight begins ${describeInstant(next.preflightAt)}.`,
      );
      await wait(
        next.preflightAt - Date.now(),
        `preflight of ${next.name} at ${describeInstant(next.preflightAt)}`,
      );
    } else {
      await startPreflight(ref, next);
      seenTo = next.at;
    }
    const isLong = workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longestHistory;
    if (isLong || renewal.isWanted) {
      await makeContinueAsNewFunc<typeof duskWorkflow>()({ ref, seenTo });
    }
  }
}

async function startPreflight(
  ref: ScheduleRef,
  { at, until, name, night }: Extract<NextNight, { kind: 'night' }>,
): Promise<void> {
  const { kind, input } = night;
  const order: PreflightInput = {
    schemaVersion: 1,
    ...ref,
    run: { kind, name: night.name, input },
    from: at,
    until,
  };
  try {
    await startChild<typeof preflightWorkflow>('preflightWorkflow', {
      workflowId: preflightWorkflowId(ref.tenant, nightPreflightId(ref.schedule, name)),
      args: [order],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: `preflight of ${night.name}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    log.info('this night was looked at already', { night: name });
  }
}
