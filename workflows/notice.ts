// noticeWorkflow: everything one person is told, one step after another, so that there is one notice per person and not per
// run. What is owed stands in the database; the workflow keeps the time, is woken by news, and holds ids only: never a text,
// an address or a link. It ends when there is nothing to tell, and the next event starts it again.

import {
  condition,
  makeContinueAsNewFunc,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { NoticeActivities } from '../activities/contract.ts';
import type { NoticeStep, PersonRef } from '../src/domain/notice.ts';
import { describeLength } from '../src/domain/time.ts';
import { noticeActivityOptions } from './activity-options.ts';
import { type NoticeInput, noticeDue } from './messages.ts';
import { listenForRenewal } from './renewal.ts';
import { tenantKey } from './search-attributes.ts';

const { takeNoticeStep } = proxyActivities<NoticeActivities>(noticeActivityOptions);

/** A replay stays short; carried over is nothing but whom it is about. */
const longestHistory = 1_000;

export async function noticeWorkflow({ person }: NoticeInput): Promise<void> {
  let wakes = 0;
  setHandler(noticeDue, () => void wakes++, {
    description: 'Something is asked of the person, or no more: look now. May be sent any number of times.',
  });
  const renewal = listenForRenewal();
  if (person.tenant !== null) upsertSearchAttributes([{ key: tenantKey, value: person.tenant }]);

  for (;;) {
    const seen = wakes;
    const step = await takeNoticeStep.executeWithOptions({ summary: `notices to ${person.contact}` }, [
      person,
    ]);
    setCurrentDetails(describeStep(person, step));
    if (step.kind === 'wait') {
      await condition(() => wakes !== seen || renewal.isWanted, step.waitMs, { summary: step.why });
    } else if (step.kind === 'nothing' && wakes === seen) {
      return;
    }
    const isLong = workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longestHistory;
    if (isLong || renewal.isWanted) {
      await makeContinueAsNewFunc<typeof noticeWorkflow>()({ person });
    }
  }
}

/** Markdown for Temporal UI. */
function describeStep({ tenant, contact }: PersonRef, step: NoticeStep): string {
  const title = `Notices to **${contact}**${tenant === null ? '' : ` of ${tenant}`}`;
  switch (step.kind) {
    case 'nothing':
      return `${title}\n\nnothing to tell`;
    case 'wait':
      return `${title}\n\n- waits ${describeLength(step.waitMs)}: ${step.why}`;
    case 'written':
      return `${title}\n\n- ${step.notice}: about to be sent`;
    case 'attempted':
      return `${title}\n\n- ${step.notice} by ${step.channel}: ${step.state}`;
    case 'escalated':
      return `${title}\n\n- nobody acted: ${step.to} is asked too`;
  }
}
