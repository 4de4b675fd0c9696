// Nothing is kept for ever: each tenant is swept once an hour, by whichever worker comes to it, and what is over for longer than
// the tenant's retention goes. Done in the tenant's name, behind the same wall as its own requests.

import type { TenantId } from '../domain/ids.ts';
import { DAY, HOUR, SECOND } from '../domain/time.ts';
import type { Pool } from '../store/db.ts';
import type { SweepJob, SweepOrder } from '../store/sweep/job.ts';
import { operatorJobs, tenantJobs } from '../store/sweep/jobs.ts';
import { actAs } from '../store/tenant-pool.ts';
import { listTenantsToSweep, markSwept } from '../store/tenants.ts';
import type { Log } from '../telemetry/log.ts';
import { type KeptWork, keepDoing } from './keep-doing.ts';

export interface SweepDeps {
  /** The owner's, for the list of tenants and for what is the operator's. */
  readonly pool: Pool;
  /** Held to one tenant. */
  readonly tenantPool: Pool;
  /** For tenants that have no retention of their own. */
  readonly retentionDays: number;
  readonly log: Log;
  /** Rows in one go; less only where a test wants to see several. */
  readonly limit?: number;
}

const everyMs = HOUR;
/** Less than a minute, in which it is called again; what is left then is gone on with. */
const budgetMs = 40 * SECOND;
const atOnce = 500;

/**
 * How many rows it removed. A tenant that could not be finished, for the time was over or the process is to stop, is not marked and
 * is the first to be gone on with.
 */
export async function sweepTenants(
  deps: SweepDeps,
  now = Date.now(),
  isStopping: () => boolean = () => false,
): Promise<number> {
  const { pool, tenantPool, retentionDays, log, limit = atOnce } = deps;
  const giveUpAt = Date.now() + budgetMs;
  const sweep = async (using: Pool, jobs: readonly SweepJob[], order: SweepOrder): Promise<number | null> => {
    let removed = 0;
    for (const job of jobs) {
      for (;;) {
        if (isStopping() || Date.now() > giveUpAt) return null;
        const gone = await job.remove(using, order);
        if (gone === 0) break;
        removed += gone;
        log.debug('removed what was over', {
          tenant: order.tenant ?? 'operator',
          kind: job.name,
          count: gone,
        });
      }
    }
    return removed;
  };
  const before = (days: number): number => now - days * DAY;

  let total = 0;
  for (const { id, retention_days: own } of await listTenantsToSweep(pool, now - everyMs)) {
    const order = { tenant: id as TenantId, before: before(own ?? retentionDays), limit, now };
    const removed = await actAs(order.tenant, () => sweep(tenantPool, tenantJobs, order));
    if (removed === null) return total;
    await markSwept(pool, order.tenant, now);
    total += removed;
  }
  const removed = await sweep(pool, operatorJobs, {
    tenant: null,
    before: before(retentionDays),
    limit,
    now,
  });
  return total + (removed ?? 0);
}

export function keepSweeping(deps: SweepDeps): KeptWork {
  let isStopping = false;
  const kept = keepDoing('what is over', deps.log, () => sweepTenants(deps, Date.now(), () => isStopping));
  return {
    async stop() {
      isStopping = true;
      await kept.stop();
    },
  };
}
