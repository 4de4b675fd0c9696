// Does the database itself keep tenants apart? The role the API acts as must exist, be ours to act as, and be held by row-level
// security on every table with a tenant's things.

import { isTenantRoleHeld, listUnwalledTables, mayActAsTenant } from '../store/health.ts';
import { migrate } from '../store/migrate.ts';
import { tenantRole } from '../store/tenant-role.ts';
import type { Check } from './check.ts';
import { broken, type Finding, ok, some } from './finding.ts';
import { opened } from './house.ts';

export const tenantWalls: Check = {
  name: 'tenant walls',
  needs: ['schema'],
  async examine({ parts, config }) {
    const pool = opened(parts.schema);
    const findings: Finding[] = [];
    if ((await mayActAsTenant(pool)) !== true) {
      findings.push({
        ...broken(
          `The database user may not act as ${tenantRole}, the role that keeps tenants apart.`,
          'Run `firstlight migrate`, or --fix: it makes the role, or says who must.',
        ),
        mend: async () => {
          await migrate(config.DATABASE_URL!);
          return `Made ${tenantRole} ours to act as.`;
        },
      });
    } else if (!(await isTenantRoleHeld(pool))) {
      findings.push(
        broken(
          `The role ${tenantRole} passes row-level security, so one tenant could see another's rows.`,
          `Run \`alter role ${tenantRole} nosuperuser nobypassrls\` as the administrator of the PostgreSQL server.`,
        ),
      );
    }
    const open = await listUnwalledTables(pool);
    if (open.length > 0) {
      findings.push(
        broken(
          `Row-level security does not hold on ${some(open)}.`,
          'Somebody took it away by hand: restore the database, or enable it again as src/store/migrations has it.',
        ),
      );
    }
    return findings.length > 0
      ? findings
      : [ok('Row-level security holds on every table with a tenant’s things.')];
  },
};
