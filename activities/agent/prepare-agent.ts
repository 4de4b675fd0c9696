// Is an agent's order sound, and what will its run know of its tools? Asked by the API before it starts a run, and by the run
// itself, which keeps the answer.

import { activityInfo } from '@temporalio/activity';
import type { AgentPlan } from '../../src/domain/agent.ts';
import { Failure } from '../../src/domain/failures.ts';
import type { AccountId, TenantId } from '../../src/domain/ids.ts';
import type { ToolSpec } from '../../src/domain/run.ts';
import type { Models } from '../../src/models/registry.ts';
import type { Pool } from '../../src/store/db.ts';
import { findRun, saveAgentLedger } from '../../src/store/runs.ts';
import type { AgentActivities } from '../contract.ts';
import type { ToolDefinition } from '../tools/define-tool.ts';
import { findAgentAccounts, offerTools } from './offered-tools.ts';

export interface AgentDeps {
  readonly pool: Pool;
  readonly tools: readonly ToolDefinition[];
  readonly models: Pick<Models, 'names' | 'find'>;
  /** A run that is longer goes on in a history of its own. */
  readonly turnsPerHistory: number;
}

export interface CheckedAgent {
  readonly mistakes: readonly { readonly field: string; readonly detail: string }[];
  readonly tools: readonly ToolSpec[];
  readonly labels: Readonly<Record<string, string>>;
}

export function createAgentActivities(
  deps: AgentDeps,
): Pick<AgentActivities, 'prepareAgent' | 'saveAgentRun'> {
  return {
    async prepareAgent({ tenant, run, plan }) {
      if (!(await findRun(deps.pool, tenant, run)))
        throw new Failure('run.cancelled', 'the run was withdrawn before it began');
      const { mistakes, tools, labels } = await checkAgent(deps, tenant, plan);
      // A model that is not here is waited for where it is asked: whoever runs the installation may put it back.
      const lasting = mistakes.filter(({ field }) => field !== 'model');
      if (lasting.length > 0)
        throw new Failure('plan.invalid', lasting.map(({ detail }) => detail).join('; '));
      return { tools, labels, turnsPerHistory: deps.turnsPerHistory };
    },
    saveAgentRun: ({ head, steps }) =>
      saveAgentLedger(deps.pool, head, steps, activityInfo().scheduledTimestampMs),
  };
}

export async function checkAgent(
  { pool, tools: all, models }: Pick<AgentDeps, 'pool' | 'tools' | 'models'>,
  tenant: TenantId,
  plan: AgentPlan,
): Promise<CheckedAgent> {
  const mistakes: { field: string; detail: string }[] = [];
  const note = (field: string, detail: string): void => void mistakes.push({ field, detail });
  if (!models.names.includes(plan.model)) {
    const some = models.names.join(', ');
    note(
      'model',
      `there is no model "${plan.model}"; ${some ? `there are ${some}` : 'none is configured (FIRSTLIGHT_MODEL_FILES)'}`,
    );
  }
  if (
    plan.limits.money !== null &&
    models.find(plan.model)?.prices === undefined &&
    models.names.includes(plan.model)
  )
    note('limits/money', `the model "${plan.model}" has no prices, so that its cost cannot be limited`);
  const accounts = await findAgentAccounts(pool, tenant, plan.accounts);
  plan.accounts.forEach((id, index) => {
    if (plan.accounts.indexOf(id) !== index) note(`accounts/${index}`, `account "${id}" is named twice`);
    else if (!accounts.some((account) => account.id === id))
      note(
        `accounts/${index}`,
        `there is no account "${id}" in this tenant; GET /v1/accounts lists those there are`,
      );
  });
  plan.tools?.forEach((name, index) => {
    const tool = all.find((one) => one.name === name);
    if (!tool)
      note(
        `tools/${index}`,
        `there is no tool "${name}"; there are ${all.map((one) => one.name).join(', ')}`,
      );
    else if (offerTools([tool], accounts, [name]).length === 0)
      note(`tools/${index}`, `${name} needs an account of ${tool.provider}, and the order names none`);
  });
  const offered = offerTools(all, accounts, plan.tools);
  if (mistakes.length === 0 && offered.length === 0 && plan.accounts.length > 0)
    note('tools', 'none of the accounts has a tool but http.request, which has to be named');
  const names = offered.map(({ tool }) => tool.name);
  plan.expects.forEach((expectation, index) => {
    for (const tool of [expectation.tool, expectation.rows?.sameAs]) {
      if (tool !== undefined && !names.includes(tool))
        note(`expects/${index}`, `${tool} is not among the tools of this run: ${names.join(', ') || 'none'}`);
    }
    const { account } = expectation;
    if (account !== undefined && !plan.accounts.includes(account as AccountId))
      note(`expects/${index}/account`, `account "${account}" is not one of this run`);
  });
  return {
    mistakes,
    tools: offered.map(({ tool: { name, effect, provider } }) => ({ name, effect, provider })),
    labels: Object.fromEntries(accounts.map(({ id, label }) => [id, label])),
  };
}
