// What a run asks of the outside besides its tools: is the plan sound, how do its accounts stand, keep the ledger.

import { activityInfo } from '@temporalio/activity';
import { Failure } from '../src/domain/failures.ts';
import type { AccountId, TenantId } from '../src/domain/ids.ts';
import { findPlanMistakes } from '../src/domain/plan.ts';
import type { StepPlan, ToolSpec } from '../src/domain/run.ts';
import { findAccount } from '../src/store/accounts.ts';
import type { Pool } from '../src/store/db.ts';
import { findRun, saveLedger } from '../src/store/runs.ts';
import type { RunActivities } from './contract.ts';
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
      if (!(await findRun(pool, tenant, run))) {
        throw new Failure('run.cancelled', 'the run was withdrawn before it began');
      }
      const { mistakes, labels } = await checkPlan(pool, tools, tenant, steps);
      if (mistakes.length > 0) throw new Failure('plan.invalid', mistakes.join('; '));
      const used = new Set(steps.map((step) => step.tool));
      const specs: ToolSpec[] = tools
        .filter((tool) => used.has(tool.name))
        .map(({ name, effect, provider, marksGaps }) => ({
          name,
          effect,
          provider,
          ...(marksGaps && { marksGaps }),
        }));
      return { tools: specs, labels };
    },
    watchAccount,
    saveRun: (ledger) => saveLedger(pool, ledger, activityInfo().scheduledTimestampMs),
  };
}

/** Everything wrong with a plan at once. The API asks before it starts a run; the run asks again, and keeps the answer. */
export async function checkPlan(
  pool: Pool,
  tools: readonly ToolDefinition[],
  tenant: TenantId,
  steps: readonly StepPlan[],
): Promise<{ readonly mistakes: string[]; readonly labels: Record<string, string> }> {
  const mistakes = findPlanMistakes(steps);
  const labels: Record<string, string> = {};
  const providers = new Map<AccountId, string | null>();
  for (const id of new Set(steps.map((step) => step.account))) {
    const account = await findAccount(pool, { tenant, account: id });
    providers.set(id, account?.provider ?? null);
    if (account) labels[id] = account.label;
    else mistakes.push(`there is no account "${id}" in this tenant; GET /v1/accounts lists those there are`);
  }
  for (const step of steps) {
    const tool = tools.find((candidate) => candidate.name === step.tool);
    const provider = providers.get(step.account);
    if (!tool) {
      mistakes.push(
        `step "${step.id}": there is no tool "${step.tool}"; there are ${tools.map((t) => t.name).join(', ')}`,
      );
      continue;
    }
    if (provider && tool.provider !== 'any' && tool.provider !== provider) {
      mistakes.push(
        `step "${step.id}": ${tool.name} needs an account of ${tool.provider}, "${step.account}" is one of ${provider}`,
      );
    }
    const input = tool.input.safeParse(step.input);
    if (!input.success) {
      for (const issue of input.error.issues) {
        mistakes.push(`step "${step.id}": input ${issue.path.join('.') || '(whole)'}: ${issue.message}`);
      }
    }
  }
  return { mistakes, labels };
}
