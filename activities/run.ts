// What a run asks of the outside besides its tools: is the plan sound, how do its accounts stand, keep the ledger.

import { activityInfo } from '@temporalio/activity';
import { Failure } from '../src/domain/failures.ts';
import type { RunId, TenantId } from '../src/domain/ids.ts';
import { findPlanMistakes } from '../src/domain/plan.ts';
import type { StepPlan } from '../src/domain/run.ts';
import type { Pool } from '../src/store/db.ts';
import { findRun, saveLedger } from '../src/store/runs.ts';
import type { RunActivities } from './contract.ts';
import { checkUses, examineAccounts, findUseMistake, specsOf } from './examine-uses.ts';
import type { ToolDefinition } from './tools/define-tool.ts';

export interface RunDeps {
  readonly pool: Pool;
  readonly tools: readonly ToolDefinition[];
  readonly watchAccount: RunActivities['watchAccount'];
}

export function createRunActivities({
  pool,
  tools,
  watchAccount,
}: RunDeps): Omit<RunActivities, 'publishEvent'> {
  return {
    async prepareRun({ tenant, run, steps }) {
      await refuseWithdrawn(pool, tenant, run);
      const { mistakes, labels } = await checkPlan(pool, tools, tenant, steps);
      if (mistakes.length > 0) throw new Failure('plan.invalid', mistakes.join('; '));
      const used = steps.map((step) => step.tool);
      return { tools: specsOf(tools, used), labels };
    },
    async prepareUses({ tenant, run, uses }) {
      await refuseWithdrawn(pool, tenant, run);
      const { mistakes, labels } = await checkUses(pool, tools, tenant, uses);
      if (mistakes.length > 0) throw new Failure('plan.invalid', mistakes.join('; '));
      const used = uses.map((use) => use.tool);
      return { tools: specsOf(tools, used), labels };
    },
    watchAccount,
    saveRun: (ledger) => saveLedger(pool, ledger, activityInfo().scheduledTimestampMs),
  };
}

/** Its start was given up, and whoever asked for it was told so. */
async function refuseWithdrawn(pool: Pool, tenant: TenantId, run: RunId): Promise<void> {
  if (await findRun(pool, tenant, run)) return;
  throw new Failure('run.cancelled', 'the run was withdrawn before it began');
}

/** Everything wrong with a plan at once. The API asks before it starts a run; the run asks again, and keeps the answer. */
export async function checkPlan(
  pool: Pool,
  tools: readonly ToolDefinition[],
  tenant: TenantId,
  steps: readonly StepPlan[],
): Promise<{ readonly mistakes: string[]; readonly labels: Readonly<Record<string, string>> }> {
  const accounts = await examineAccounts(
    pool,
    tenant,
    steps.map((step) => step.account),
  );
  const mistakes = [...findPlanMistakes(steps), ...accounts.mistakes];
  for (const step of steps) {
    const mistake = findUseMistake(tools, step, accounts.providerOf(step.account));
    if (mistake !== null) mistakes.push(`step "${step.id}": ${mistake}`);
    const tool = tools.find((candidate) => candidate.name === step.tool);
    if (!tool) continue;
    const input = tool.input.safeParse(step.input);
    if (!input.success) {
      for (const issue of input.error.issues) {
        mistakes.push(`step "${step.id}": input ${issue.path.join('.') || '(whole)'}: ${issue.message}`);
      }
    }
  }
  return { mistakes, labels: accounts.labels };
}
