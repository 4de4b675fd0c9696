// Has every run that has not ended a workflow that works on it? One that was written down and never begun is begun; one whose
// workflow was terminated is left to the worker, which settles it (src/temporal/settle-closed.ts).

import { runWorkflowId } from '../domain/ids.ts';
import { MINUTE } from '../domain/time.ts';
import { listOpenRuns } from '../store/census.ts';
import { createLog } from '../telemetry/log.ts';
import { askRunning, listRunning } from '../temporal/list-running.ts';
import { createRunClient } from '../temporal/run-client.ts';
import { startUnstartedRuns } from '../temporal/start-unstarted-runs.ts';
import type { Check } from './check.ts';
import { broken, count, type Finding, ok, some } from './finding.ts';
import { opened } from './house.ts';

/** As start-unstarted-runs.ts has it: younger ones are being started by somebody. */
const graceMs = MINUTE;
const most = 10_000;

export const runWorkflows: Check = {
  name: 'runs',
  needs: ['schema', 'namespace'],
  async examine({ parts }) {
    const pool = opened(parts.schema);
    const temporal = opened(parts.namespace);
    const open = await listOpenRuns(pool, most);
    const running = await listRunning(temporal, 'run:');
    const idOf = ({ tenant, id }: (typeof open)[number]): string => runWorkflowId(tenant, id);
    const missing = open.filter((run) => !running.has(idOf(run)) && run.createdAt < Date.now() - graceMs);
    const { gone } = await askRunning(temporal, missing, idOf);
    const unbegun = gone.filter(({ hasSpoken }) => !hasSpoken);
    const ended = gone.filter(({ hasSpoken }) => hasSpoken);
    const findings: Finding[] = [];
    if (unbegun.length > 0) {
      findings.push({
        ...broken(
          `${count(unbegun.length, 'run')} written down and never begun: ${some(unbegun.map(({ id }) => id))}.`,
          'Begin with --fix; a running api does it within a minute, so look at its log.',
        ),
        mend: async () => {
          const deps = {
            pool,
            runClient: createRunClient(temporal.client),
            log: createLog('doctor', 'silent'),
          };
          return `Began ${count(await startUnstartedRuns(deps), 'run')}.`;
        },
      });
    }
    for (const { tenant, id, name } of ended) {
      findings.push(
        broken(
          `Run ${id} ("${name}") has not ended, and its workflow has: it was terminated, or is gone.`,
          `To go on where it was, reset ${runWorkflowId(tenant, id)} in Temporal UI; else a running worker settles it within a minute, so look at its log.`,
        ),
      );
    }
    return findings.length > 0
      ? findings
      : [ok(`${count(open.length, 'run')} under way, each with its workflow.`)];
  },
};
