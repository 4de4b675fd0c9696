// A run as a person at a terminal reads it, and what it says in an exit status.

import type { z } from 'zod';
import type { runSchema } from '../http/run-view.ts';
import { describeWhen } from './local-times.ts';
import type { Screen } from './screen.ts';

export type RunView = z.output<typeof runSchema>;

export const runPath = (id: string | undefined): string => `/v1/runs/${encodeURIComponent(id!)}`;

/** The verdict once there is one; it says more than that the run has ended. */
export const stateOf = ({ state, verdict }: Pick<RunView, 'state' | 'verdict'>): string => verdict ?? state;

/** Good while it goes on, and when it ended with everything. */
export const statusOf = ({ verdict }: Pick<RunView, 'verdict'>): number =>
  verdict === null || verdict === 'complete' || verdict === 'complete_late' ? 0 : 1;

export function showRun(screen: Screen, run: RunView): void {
  if (screen.isForPrograms) {
    screen.json(run);
    return;
  }
  const { lateFill } = run;
  screen.details([
    ['run', run.id],
    ['name', run.name],
    ['kind', run.kind],
    ['state', run.verdict === null ? run.state : `${run.state}: ${run.verdict}`],
    ['steps done', `${run.stepsDone} of ${run.stepsTotal}`],
    ['waits for', run.pausedOn.join(' ')],
    ['started', describeWhen(run.createdAt)],
    [
      'deadline',
      run.deadline && `${describeWhen(run.deadline)}, then ${run.onDeadline.replaceAll('_', ' ')}`,
    ],
    [
      'late fill',
      lateFill &&
        `${lateFill.state}, until ${describeWhen(lateFill.untilAt)}${lateFill.reason ? `: ${lateFill.reason}` : ''}`,
    ],
  ]);
  showGaps(screen, run.gaps);
  for (const account of run.pausedOn)
    screen.say(`A link to renew it: firstlight accounts reauth-link ${account}`);
}

export function showGaps(screen: Screen, gaps: RunView['gaps']): void {
  if (gaps.length === 0) return;
  screen.line();
  screen.line(gaps.length === 1 ? 'One gap:' : `${gaps.length} gaps:`);
  screen.details(
    gaps.map(({ step, code, detail }) => [`  ${step}`, `${detail} (${code.replaceAll('_', ' ')})`]),
  );
}
