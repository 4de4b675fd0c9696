// Starts a run: checked first, written down, then handed to Temporal. When that fails nothing is left behind.

import type { TenantId } from '../domain/ids.ts';
import { deleteRun, insertRun } from '../store/runs.ts';
import type { AppDeps } from './app-deps.ts';
import { ApiProblem, type Mistake } from './problem.ts';
import type { PlannedRun } from './run-order.ts';

export async function startRun(
  { pool, runClient, log, ...checks }: Pick<AppDeps, 'pool' | 'runClient' | 'log'> & PlanChecks,
  { order, input, ...planned }: PlannedRun,
): Promise<void> {
  const { tenant, run: id } = order;
  await refuseMistakenPlan(checks, tenant, planned, { pointer: '/input', result: 'No run was started.' });
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

export type PlanChecks = Pick<AppDeps, 'checkPlan' | 'checkUses' | 'checkAgent' | 'findSchemaMistake'>;

export async function refuseMistakenPlan(
  checks: PlanChecks,
  tenant: TenantId,
  planned: Pick<PlannedRun, 'plan' | 'uses' | 'agent'>,
  { pointer, result }: { readonly pointer: string; readonly result: string },
): Promise<void> {
  const errors = await findPlanMistakes(checks, tenant, planned, pointer);
  if (errors.length === 0) return;
  throw new ApiProblem(
    'plan.invalid',
    `The plan has ${errors.length === 1 ? 'one mistake' : `${errors.length} mistakes`}; see \`errors\`. ${result}`,
    { errors },
  );
}

export async function findPlanMistakes(
  checks: PlanChecks,
  tenant: TenantId,
  { plan, uses, agent }: Pick<PlannedRun, 'plan' | 'uses' | 'agent'>,
  pointer: string,
): Promise<Mistake[]> {
  if (agent) return findAgentMistakes(checks, tenant, agent, pointer);
  const { mistakes } = uses ? await checks.checkUses(tenant, uses) : await checks.checkPlan(tenant, plan);
  return mistakes.map((detail) => ({ in: 'body', pointer, detail }));
}

async function findAgentMistakes(
  { checkAgent, findSchemaMistake }: PlanChecks,
  tenant: TenantId,
  { answerSchema, ...plan }: NonNullable<PlannedRun['agent']>,
  pointer: string,
): Promise<Mistake[]> {
  const { mistakes } = await checkAgent(tenant, plan);
  const errors: Mistake[] = mistakes.map(({ field, detail }) => ({
    in: 'body',
    pointer: `${pointer}/${field}`,
    detail,
  }));
  const wrong = answerSchema === null ? null : findSchemaMistake(answerSchema);
  if (wrong !== null)
    errors.push({
      in: 'body',
      pointer: `${pointer}/answerSchema`,
      detail: `is no JSON Schema that can be checked: ${wrong}`,
    });
  return errors;
}
