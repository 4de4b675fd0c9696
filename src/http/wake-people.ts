// Has people told what is owed to them, on behalf of a caller who waits for it.

import type { PersonRef } from '../domain/notice.ts';
import type { AppDeps } from './app-deps.ts';
import { ApiProblem } from './problem.ts';

export async function wakePeople(
  { noticeClient, log }: Pick<AppDeps, 'noticeClient' | 'log'>,
  people: readonly PersonRef[],
): Promise<void> {
  try {
    await Promise.all(people.map((person) => noticeClient.wake(person)));
  } catch (error) {
    log.warn('people could not be told what changed', { error: (error as Error).name });
    throw new ApiProblem(
      'temporal.unavailable',
      'What you asked for is written down, but the Temporal server does not answer, so nobody is told yet. Ask again in a moment; asking twice does no harm.',
      { headers: { 'retry-after': '5' } },
    );
  }
}
