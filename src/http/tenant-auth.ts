// Who is asking: a tenant by its API key, or the operator by the one key of the installation (RFC 6750 section 2.1).
// Keys are compared by hash, in constant time where there is one to compare with; none is ever logged or shown.

import { createHash, timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { Secret } from '../domain/secret.ts';
import type { Pool } from '../store/db.ts';
import { actAs } from '../store/tenant-pool.ts';
import { findTenantByApiKey, type Tenant } from '../store/tenants.ts';
import { ApiProblem } from './problem.ts';

export interface TenantEnvironment {
  Variables: {
    tenant: Tenant;
    /** Set by an Idempotency-Key: names what the request makes (src/http/idempotency.ts). */
    requestName?: string;
  };
}

export interface AuthDeps {
  readonly systemPool: Pool;
  readonly operatorKey: Secret;
}

const plainChallenge = 'Bearer realm="firstlight"';

/** `challenge`: what a request without a good key is told in WWW-Authenticate. */
export function requireTenant(deps: AuthDeps, challenge = plainChallenge) {
  return createMiddleware<TenantEnvironment>(async (context, next) => {
    const key = readBearer(context.req.header('authorization'));
    const tenant = key && (await findTenantByApiKey(deps.systemPool, key));
    if (!tenant) {
      if (key && isOperatorKey(deps.operatorKey, key)) {
        throw new ApiProblem(
          'key.wrong_kind',
          "This is the operator's key. It makes tenants; everything else is done with a tenant's own API key.",
        );
      }
      throw missing("the tenant's API key", key === null ? challenge : `${challenge}, error="invalid_token"`);
    }
    context.set('tenant', tenant);
    await actAs(tenant.id, next);
  });
}

export function requireOperator(deps: AuthDeps) {
  return createMiddleware(async (context, next) => {
    const key = readBearer(context.req.header('authorization'));
    if (!key || !isOperatorKey(deps.operatorKey, key)) {
      if (key && (await findTenantByApiKey(deps.systemPool, key))) {
        throw new ApiProblem(
          'key.wrong_kind',
          "Tenants are made with the operator's key, not with a tenant's.",
        );
      }
      throw missing("the operator's key (FIRSTLIGHT_OPERATOR_KEY)");
    }
    await next();
  });
}

function missing(which: string, challenge = plainChallenge): ApiProblem {
  return new ApiProblem(
    'key.missing',
    `Send ${which} as "Authorization: Bearer <key>". No key came, or one that is not known here.`,
    { headers: { 'www-authenticate': challenge } },
  );
}

export function readBearer(header: string | undefined): string | null {
  return /^bearer +([\w.~+/=-]{1,512})$/i.exec(header ?? '')?.[1] ?? null;
}

/** Hashed first: equal lengths for the comparison, and nothing about the key's own length to be learned from it. */
export function isOperatorKey(operatorKey: Secret, given: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(operatorKey.reveal()), hash(given));
}
