// Has every account its workflow, and every such workflow its account? One without a workflow is not refreshed, until a run asks
// for it or somebody starts it.

import { createAccountClient } from '../temporal/account-client.ts';
import { findLostAccounts } from '../temporal/lost-accounts.ts';
import type { Check } from './check.ts';
import { broken, count, type Finding, ok, some, warning } from './finding.ts';
import { opened } from './house.ts';

export const accountWorkflows: Check = {
  name: 'accounts',
  needs: ['schema', 'namespace'],
  async examine({ parts }) {
    const pool = opened(parts.schema);
    const temporal = opened(parts.namespace);
    const { known, without, strangers } = await findLostAccounts(pool, temporal);
    const findings: Finding[] = [];
    if (without.length > 0) {
      const names = some(without.map(({ account }) => account));
      findings.push({
        ...broken(
          `${count(without.length, 'account')} without a workflow, so nobody refreshes them: ${names}.`,
          'Start them with --fix. Who terminated them? A running worker starts them within minutes, so look at its log.',
        ),
        mend: async () => {
          const { start } = createAccountClient(temporal.client);
          for (const ref of without) await start(ref);
          return `Started the workflow of ${names}.`;
        },
      });
    }
    if (strangers.length > 0) {
      findings.push(
        warning(
          `${count(strangers.length, 'workflow')} without an account in this database: ${some(strangers)}.`,
          'If the database was restored from a backup, terminate them in Temporal UI; if another installation uses this namespace, give each its own.',
        ),
      );
    }
    return findings.length > 0 ? findings : [ok(`${count(known, 'account')}, each with its workflow.`)];
  },
};
