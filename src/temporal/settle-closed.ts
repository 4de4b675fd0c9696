// What somebody ends in Temporal UI ends without a word to the database. Runs and late fills that stand there as under way and
// whose workflow is closed are settled: verdict, event, watches let go. Any number of processes may do this; each run is
// settled once. Accounts without a workflow are started again: nobody else would refresh them.

import type { EventDraft } from '../domain/events.ts';
import {
  type AccountId,
  type EventId,
  lateFillWorkflowId,
  runEventIdOf,
  runWorkflowId,
  type TenantId,
} from '../domain/ids.ts';
import type { LateFill, Ledger } from '../domain/run.ts';
import { settleLateFill, settleRun } from '../domain/settle-run.ts';
import { DAY, MINUTE } from '../domain/time.ts';
import { type PublishDeps, publishEvent } from '../events/publish-event.ts';
import { nextRunSequence } from '../store/events.ts';
import { listUnsettledRuns, saveLedger } from '../store/runs.ts';
import type { Log } from '../telemetry/log.ts';
import type { AccountClient } from './account-client.ts';
import { type Closed, closedWorkflow } from './closed-workflow.ts';
import type { TemporalClient } from './connection.ts';
import { type KeptWork, keepDoing } from './keep-doing.ts';
import { listRunning } from './list-running.ts';
import { findLostAccounts } from './lost-accounts.ts';

export interface SettleDeps extends PublishDeps {
  readonly temporal: TemporalClient;
  readonly accountClient: Pick<AccountClient, 'start' | 'watch' | 'unwatch'>;
  readonly log: Log;
}

const atOnce = 1_000;
/** Comparing all accounts with all workflows costs more than runs do, and one that a run needs is started by it. */
const accountsEveryMs = 5 * MINUTE;

/** How many of each it settled. */
export async function settleClosedRuns(
  deps: SettleDeps,
  grace = MINUTE,
): Promise<{ readonly runs: number; readonly lateFills: number }> {
  const { pool, temporal } = deps;
  const counts = { runs: 0, lateFills: 0 };
  const running = await listRunning(temporal, 'run:');
  for (const { ledger } of await listUnsettledRuns(pool, 'runs', atOnce)) {
    const id = runWorkflowId(ledger.tenant, ledger.run);
    const closed = running.has(id) ? null : await closedWorkflow(temporal, id);
    if (!closed) continue;
    await settle(deps, id, closed, settleRun(ledger, closed.end, Date.now()));
    counts.runs += 1;
  }
  const filling = await listRunning(temporal, 'latefill:');
  for (const { ledger } of await listUnsettledRuns(pool, 'late fills', atOnce)) {
    const id = lateFillWorkflowId(ledger.tenant, ledger.run);
    // Younger ones are just being started by their run.
    if (filling.has(id) || (ledger.endedAt ?? 0) > Date.now() - grace) continue;
    const closed = await closedWorkflow(temporal, id);
    if (!closed) continue;
    const late = ledger as Ledger & { lateFill: LateFill };
    await settle(deps, id, closed, settleLateFill(late, closed.end, Date.now()));
    counts.lateFills += 1;
  }
  return counts;
}

/** How many it started. */
export async function restartLostAccounts(deps: SettleDeps, grace = MINUTE): Promise<number> {
  const { pool, accountClient } = deps;
  const { without } = await findLostAccounts(pool, deps.temporal, grace);
  const open = without.length > 0 ? await listUnsettledRuns(pool, 'runs', atOnce) : [];
  for (const ref of without) {
    await accountClient.start(ref);
    // Who watched it died with its workflow; runs would ask again, but only after minutes.
    for (const { ledger } of open) {
      if (ledger.tenant !== ref.tenant || ledger.steps.every(({ account }) => account !== ref.account))
        continue;
      const until = Math.max(ledger.deadlineAt ?? 0, Date.now() + DAY);
      await accountClient.watch(ref, { watcher: runWorkflowId(ledger.tenant, ledger.run), until });
    }
  }
  if (without.length > 0) deps.log.warn('started accounts that had no workflow', { count: without.length });
  return without.length;
}

/** The event first: after a crash between the two it is found again, and told once. */
async function settle(deps: SettleDeps, id: string, closed: Closed, ledger: Ledger): Promise<void> {
  const { pool } = deps;
  await publishEvent(deps, await eventOf(deps, closed, ledger), closed.execution);
  await saveLedger(pool, ledger, Date.now());
  const accounts = new Set(ledger.steps.map((step) => step.account));
  await Promise.all(
    [...accounts].map((account: AccountId) =>
      deps.accountClient.unwatch({ tenant: ledger.tenant, account }, id),
    ),
  );
  deps.log.info('settled a run whose workflow was ended from outside', {
    tenant: ledger.tenant,
    run: ledger.run,
    reason: closed.end.how,
  });
}

async function eventOf(
  { pool }: SettleDeps,
  { end, execution }: Closed,
  ledger: Ledger,
): Promise<EventDraft> {
  const { tenant, run, kind, name, state, verdict, lateFill } = ledger;
  const isLate = lateFill?.state === 'given_up';
  return {
    // Of the execution that ended: found closed by two processes, it is told once.
    id: `${runEventIdOf(tenant, run, 0)}~end~${execution.slice(-12)}` as EventId,
    tenant: tenant as TenantId,
    type: isLate ? 'agent.run.not_filled' : verdict === 'failed' ? 'agent.run.failed' : 'agent.run.completed',
    account: null,
    run,
    sequence: await nextRunSequence(pool, tenant, run),
    data: {
      kind,
      name,
      state,
      verdict,
      gaps: ledger.gaps.map((gap) => ({ ...gap })),
      reason: `its workflow ${end.how}`,
    },
  };
}

export function keepSettlingClosed(deps: SettleDeps): KeptWork {
  let accountsAt = 0;
  return keepDoing('what was ended from outside', deps.log, async () => {
    await settleClosedRuns(deps);
    if (Date.now() - accountsAt < accountsEveryMs) return;
    accountsAt = Date.now();
    await restartLostAccounts(deps);
  });
}
