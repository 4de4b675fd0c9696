// Which account a step uses with which tool: are they there, do they belong together? One place for plans that are data and
// for runs whose code makes its steps as it goes.

import type { AccountId, TenantId } from '../src/domain/ids.ts';
import type { RunUse } from '../src/domain/own-run.ts';
import type { ToolSpec } from '../src/domain/run.ts';
import { findAccount } from '../src/store/accounts.ts';
import type { Pool } from '../src/store/db.ts';
import type { ToolDefinition } from './tools/define-tool.ts';

export interface ExaminedAccounts {
  readonly mistakes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  providerOf(account: AccountId): string | null;
}

export async function examineAccounts(
  pool: Pool,
  tenant: TenantId,
  ids: Iterable<AccountId>,
): Promise<ExaminedAccounts> {
  const mistakes: string[] = [];
  const labels: Record<string, string> = {};
  const providers = new Map<AccountId, string>();
  for (const id of new Set(ids)) {
    const account = await findAccount(pool, { tenant, account: id });
    if (account) {
      labels[id] = account.label;
      providers.set(id, account.provider);
    } else {
      mistakes.push(`there is no account "${id}" in this tenant; GET /v1/accounts lists those there are`);
    }
  }
  return { mistakes, labels, providerOf: (account) => providers.get(account) ?? null };
}

/** Null: the account has the tool, or is not there at all, which is said once for all that use it. */
export function findUseMistake(
  tools: readonly ToolDefinition[],
  { account, tool: name }: RunUse,
  provider: string | null,
): string | null {
  const tool = tools.find((candidate) => candidate.name === name);
  if (!tool) return `there is no tool "${name}"; there are ${tools.map((one) => one.name).join(', ')}`;
  if (provider === null || tool.provider === 'any' || tool.provider === provider) return null;
  return `${tool.name} needs an account of ${tool.provider}, "${account}" is one of ${provider}`;
}

/** Everything wrong with what a run says that it will use. */
export async function checkUses(
  pool: Pool,
  tools: readonly ToolDefinition[],
  tenant: TenantId,
  uses: readonly RunUse[],
): Promise<{ readonly mistakes: string[]; readonly labels: Readonly<Record<string, string>> }> {
  const accounts = await examineAccounts(
    pool,
    tenant,
    uses.map(({ account }) => account),
  );
  const mistakes = uses.flatMap((use) => findUseMistake(tools, use, accounts.providerOf(use.account)) ?? []);
  if (uses.length === 0) mistakes.push('the run says that it will use no account at all');
  return { mistakes: [...new Set([...accounts.mistakes, ...mistakes])], labels: accounts.labels };
}

/** What of its tools a run records when it begins. */
export const specsOf = (tools: readonly ToolDefinition[], used: Iterable<string>): ToolSpec[] => {
  const names = new Set(used);
  return tools
    .filter((tool) => names.has(tool.name))
    .map(({ name, effect, provider, marksGaps }) => ({
      name,
      effect,
      provider,
      ...(marksGaps && { marksGaps }),
    }));
};
