// What ended a run's waits, in words: a step's own record shows that it still waits, the run knows why nobody waits longer.

import type { AccountId } from '../src/domain/ids.ts';
import type { Gap } from '../src/domain/run.ts';
import type { AccountWatch } from './account-watch.ts';

export interface RunEnding {
  readonly watch: Pick<AccountWatch, 'isDeclined' | 'isDisconnected'>;
  readonly isCancelled: boolean;
  /** By the run's own code. */
  readonly isGivenUp: boolean;
}

/** A step that still waits says what ended its wait. */
export function explainGap(gap: Gap, { watch, isCancelled, isGivenUp }: RunEnding): Gap {
  if (gap.code !== 'waiting_for_account') return gap;
  if (isCancelled) return { ...gap, code: 'cancelled', detail: 'the run was cancelled while it waited' };
  if (watch.isDeclined(gap.account)) {
    return { ...gap, code: 'declined', detail: 'the person asked to reauthorize declined' };
  }
  if (watch.isDisconnected(gap.account)) {
    return { ...gap, code: 'step_failed', detail: 'its account was disconnected' };
  }
  return { ...gap, detail: `${gap.detail} when the ${isGivenUp ? 'run gave up' : 'deadline came'}` };
}

/** Of the run as a whole: its own code said so, or it could not begin. No step can be called this. */
export const gapOfRun = (detail: string): Gap => ({
  step: 'the run',
  account: '' as AccountId,
  code: 'step_failed',
  detail,
  expected: null,
  got: null,
});
