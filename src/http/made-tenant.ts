// `Idempotency-Key` of the request that makes a tenant. No tenant is asking yet, so the answer is recorded with the tenant it makes, in
// the same transaction: whoever lost it has lost the only word of its API key, and asks again. Sealed like every recorded answer.

import type { Context } from 'hono';
import type { TenantId } from '../domain/ids.ts';
import { inTransaction } from '../store/db.ts';
import { actAs } from '../store/tenant-pool.ts';
import { insertTenant } from '../store/tenants.ts';
import { otherRequest } from './answer-once.ts';
import type { AppDeps } from './app-deps.ts';
import { readRequestKey, replayOf } from './idempotency.ts';

/** Beside the tenant's own keys: none of those has a space. */
const recordedAs = (key: string): string => `made by ${key}`;

/** True when it is made now; an earlier answer to the very same request; false when the id is taken. */
export async function makeTenant(
  deps: Pick<AppDeps, 'systemPool' | 'recordedAnswers'>,
  context: Context,
  tenant: Parameters<typeof insertTenant>[1],
  answer: { readonly apiKey: string },
): Promise<boolean | Response> {
  const named = await readRequestKey(context);
  const isMade = await inTransaction(deps.systemPool, async (db) => {
    if (!(await insertTenant(db, tenant, answer.apiKey))) return false;
    const body = JSON.stringify(answer);
    if (named) {
      const key = recordedAs(named.key);
      await deps.recordedAnswers.recordWith(db, tenant.id, key, named.requestHash, { status: 201, body });
    }
    return true;
  });
  return isMade || named === null ? isMade : findAnswer(deps, tenant.id, named);
}

async function findAnswer(
  { recordedAnswers }: Pick<AppDeps, 'recordedAnswers'>,
  tenant: TenantId,
  { key, requestHash }: { readonly key: string; readonly requestHash: Buffer },
): Promise<false | Response> {
  return actAs(tenant, async () => {
    const claim = await recordedAnswers.claim(tenant, recordedAs(key), requestHash);
    if (claim.kind === 'answered') return replayOf(claim);
    if (claim.kind === 'other_request') throw otherRequest();
    // Never before: the tenant was made by another request.
    if (claim.kind === 'taken') await recordedAnswers.release(tenant, recordedAs(key));
    return false;
  });
}
