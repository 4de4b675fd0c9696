// Has every account its workflow, and every such workflow its account? One without a workflow is not refreshed, until a run asks
// for it or somebody starts it.

import { type AccountRef, accountWorkflowId } from '../domain/ids.ts';
import { MINUTE } from '../domain/time.ts';
import { listLivingAccounts } from '../store/census.ts';
import type { Pool } from '../store/db.ts';
import { createAccountClient } from '../temporal/account-client.ts';
import { askRunning, listRunning } from '../temporal/list-running.ts';
import { broken, type Check, count, type Finding, ok, some, warning } from './check.ts';
import { opened } from './house.ts';

/** Younger ones are just being started. */
const graceMs = MINUTE;
const atOnce = 1_000;

export const accountWorkflows: Check = {
  name: 'accounts',
  needs: ['schema', 'namespace'],
  async examine({ parts }) {
    const pool = opened(parts.schema);
    const temporal = opened(parts.namespace);
    const running = await listRunning(temporal, 'account:');
    const { missing, known } = await compareAccounts(pool, running);
    const findings: Finding[] = [];
    const { gone: without } = await askRunning(temporal, missing, accountWorkflowId);
    if (without.length > 0) {
      const names = some(without.map(({ account }) => account));
      findings.push({
        ...broken(
          `${count(without.length, 'account')} without a workflow, so nobody refreshes them: ${names}.`,
          'Start them with --fix. Who terminated them? A run that needs one starts it too.',
        ),
        mend: async () => {
          const { start } = createAccountClient(temporal.client);
          for (const ref of without) await start(ref);
          return `Started the workflow of ${names}.`;
        },
      });
    }
    const unknown = [...running].filter((id) => !known.has(id));
    const { running: strangers } = await askRunning(temporal, unknown, (id) => id);
    if (strangers.length > 0) {
      findings.push(
        warning(
          `${count(strangers.length, 'workflow')} without an account in this database: ${some(strangers)}.`,
          'If the database was restored from a backup, terminate them in Temporal UI; if another installation uses this namespace, give each its own.',
        ),
      );
    }
    return findings.length > 0 ? findings : [ok(`${count(known.size, 'account')}, each with its workflow.`)];
  },
};

async function compareAccounts(
  pool: Pool,
  running: ReadonlySet<string>,
): Promise<{ readonly missing: readonly AccountRef[]; readonly known: ReadonlySet<string> }> {
  const known = new Set<string>();
  const missing: AccountRef[] = [];
  for (let after: AccountRef | null = null; ; ) {
    const page = await listLivingAccounts(pool, { after, limit: atOnce });
    for (const one of page) {
      const id = accountWorkflowId(one);
      known.add(id);
      if (!running.has(id) && one.createdAt < Date.now() - graceMs) missing.push(one);
    }
    if (page.length < atOnce) return { missing, known };
    after = page.at(-1)!;
  }
}
