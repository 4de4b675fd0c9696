// A run is written down first and started then. When a process dies between the two, somebody must start it after all, or
// it would stand there as running for ever. Starting a run twice starts it once, so any number of processes may do this.

import { inputForHistory } from '../domain/planned-run.ts';
import { MINUTE } from '../domain/time.ts';
import type { Pool } from '../store/db.ts';
import { listUnstartedRuns, type RunRow } from '../store/runs.ts';
import type { Log } from '../telemetry/log.ts';
import { type KeptWork, keepDoing } from './keep-doing.ts';
import type { RunClient, RunOrder } from './run-client.ts';

interface Deps {
  readonly pool: Pool;
  readonly runClient: Pick<RunClient, 'start'>;
  readonly log: Log;
}

/** Longer than a start takes, its deadline included: what is younger is being started by somebody. */
const graceMs = MINUTE;

/** How many it started; a run's workflow says its first word within seconds and is not found again. */
export async function startUnstartedRuns({ pool, runClient, log }: Deps): Promise<number> {
  const unstarted = await listUnstartedRuns(pool, Date.now() - graceMs);
  for (const run of unstarted) {
    await runClient.start(orderOf(run));
    log.debug('saw to the start of a run that has not said a word yet', { tenant: run.tenant, run: run.id });
  }
  return unstarted.length;
}

export const keepStartingRuns = (deps: Deps): KeptWork =>
  keepDoing('unstarted runs', deps.log, () => startUnstartedRuns(deps));

/** What is stored of a run's input is what its order had beside the fields every run has. */
function orderOf(run: RunRow & { readonly tenant: RunOrder['tenant'] }): RunOrder {
  return {
    ...(inputForHistory(run) as object),
    tenant: run.tenant,
    run: run.id,
    kind: run.kind,
    name: run.name,
    deadlineAt: run.deadline_at,
    onDeadline: run.on_deadline,
  } as RunOrder;
}
