// Token material that outlived its use, should there be any: of a version that is not in force, which the exchange that replaced it
// erases by itself; and of a grant that was staged and never taken up, which its account does within minutes of being awake. A
// secret nobody needs is only worth something to a thief.

import { DAY } from '../../domain/time.ts';
import type { SweepJob } from './job.ts';

/** Longer than any outage in which a person's consent waits to be taken up. */
const stagedMs = 30 * DAY;

export const supersededSecrets: SweepJob = {
  name: 'secrets without use',
  async remove(pool, { tenant, limit, now }) {
    const versions = await pool.query(
      `update token_versions set sealed = null where tenant = $1 and (account, version) in (
         select v.account, v.version from connected_accounts a
         join token_versions v on v.tenant = a.tenant and v.account = a.id and v.version < a.current_version
         where a.tenant = $1 and v.sealed is not null limit $2 for update of v skip locked)`,
      [tenant, limit],
    );
    const grants = await pool.query(
      `update grants set state = 'discarded', staged_sealed = null, ended_at = now() where id in (
         select id from grants where tenant = $1 and state = 'staged' and consented_at < $2
         limit $3 for update skip locked)`,
      [tenant, new Date(now - stagedMs), limit],
    );
    return (versions.rowCount ?? 0) + (grants.rowCount ?? 0);
  },
};
