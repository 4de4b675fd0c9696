// The facts of superseded token versions. Their secrets are gone already: a version's TokenSet is erased in the transaction that
// replaces it. How long tokens lived is learned from the newest ones, which stay.

import type { SweepJob } from './job.ts';

/** Of each account, the one in force aside. */
export const keptVersions = 50;

export const tokenVersions: SweepJob = {
  name: 'token versions',
  async remove(pool, { tenant, before, limit }) {
    const { rowCount } = await pool.query(
      `delete from token_versions where tenant = $1 and (account, version) in (
         select v.account, v.version from token_versions v
         join connected_accounts a on a.tenant = v.tenant and a.id = v.account
         where v.tenant = $1 and v.created_at < $2 and v.version < a.current_version - ${keptVersions}
         order by v.created_at limit $3 for update of v skip locked)`,
      [tenant, new Date(before), limit],
    );
    return rowCount ?? 0;
  },
};
