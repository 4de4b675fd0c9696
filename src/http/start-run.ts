// Starts a run: checked first, written down, then handed to Temporal. When that fails nothing is left behind.

import type { TenantId } from '../domain/ids.ts';
import type { StepPlan } from '../domain/run.ts';
import { deleteRun, insertRun } from '../store/runs.ts';
import type { AppDeps } from './app-deps.ts';
import { ApiProblem } from './problem.ts';
import type { PlannedRun } from './run-order.ts';

export async function startRun(
  { pool, runClient, checkPlan, log }: Pick<AppDeps, 'pool' | 'runClient' | 'checkPlan' | 'log'>,
  { order, plan, input }: PlannedRun,
): Promise<void> {
  const { tenant, run: id } = order;
  await refuseMistakenPlan({ checkPlan }, tenant, plan, { pointer: '/input', result: 'No run was started.' });
  await insertRun(pool, {
    tenant,
    id,
    kind: order.kind,
    name: order.name,
    input,
    deadlineAt: order.deadlineAt,
    onDeadline: order.onDeadline,
  });
  try {
    await runClient.start(order);
  } catch (error) {
    // Should the server have taken it up all the same: a run that is not written down ends itself before it does anything.
    await deleteRun(pool, tenant, id);
    log.warn('a run could not be started', { tenant, run: id, error: (error as Error).name });
    throw new ApiProblem(
      'temporal.unavailable',
      'The Temporal server does not answer, so the run was not started and nothing was kept of it. Try again in a moment.',
      { headers: { 'retry-after': '5' } },
    );
  }
}

export async function refuseMistakenPlan(
  { checkPlan }: Pick<AppDeps, 'checkPlan'>,
  tenant: TenantId,
  plan: readonly StepPlan[],
  { pointer, result }: { readonly pointer: string; readonly result: string },
): Promise<void> {
  const { mistakes } = await checkPlan(tenant, plan);
  if (mistakes.length === 0) return;
  throw new ApiProblem(
    'plan.invalid',
    `The plan has ${mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`}; see \`errors\`. ${result}`,
    { errors: mistakes.map((detail) => ({ in: 'body', pointer, detail })) },
  );
}
