// Is the process to be given work: does what it needs answer, and is it not about to stop. The same for api and worker.
// Tells nothing but that.

import { waitAtMost } from '../connect/patience.ts';

const patienceMs = 3_000;

export interface ReadinessDeps {
  readonly checkDatabase: () => Promise<unknown>;
  readonly checkTemporal: () => Promise<unknown>;
  readonly isStopping: () => boolean;
}

export interface Readiness {
  readonly status: 'ready' | 'not_ready' | 'stopping';
  readonly database: 'answers' | 'does not answer';
  readonly temporal: 'answers' | 'does not answer';
}

export async function readReadiness(deps: ReadinessDeps): Promise<Readiness> {
  const [database, temporal] = await Promise.all([
    answers(deps.checkDatabase()),
    answers(deps.checkTemporal()),
  ]);
  const isWell = database === 'answers' && temporal === 'answers';
  return { status: deps.isStopping() ? 'stopping' : isWell ? 'ready' : 'not_ready', database, temporal };
}

export const statusOf = ({ status }: Readiness): 200 | 503 => (status === 'ready' ? 200 : 503);

async function answers(asked: Promise<unknown>): Promise<'answers' | 'does not answer'> {
  const waited = await waitAtMost(asked, patienceMs);
  return waited.kind === 'answered' ? 'answers' : 'does not answer';
}
