// The way of every call to a data API: whose token is it, is it still good, what habit covers it, is there room under the
// limits, then the provider's own work, then the time it takes. Books are kept on every outcome.

import { actOut } from './faults.ts';
import type { Answer, Reply } from './http/answer.ts';
import { readBearer, type SandboxRequest } from './http/request.ts';
import type { PathParameters, Route } from './http/route.ts';
import type { Knobs, Scope } from './knobs.ts';
import type { AccessToken, Grant } from './oauth/grants.ts';
import { isDeactivated, type SandboxState } from './state.ts';
import type { Person } from './world/people.ts';
import type { Tenant } from './world/world.ts';

export interface DataCall {
  readonly request: SandboxRequest;
  readonly parameters: PathParameters;
  readonly token: AccessToken;
  readonly grant: Grant;
  readonly person: Person;
  readonly tenant: Tenant;
  readonly knobs: Knobs;
}

export type TokenFault =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired'; readonly token: AccessToken }
  | { readonly kind: 'revoked'; readonly token: AccessToken }
  | { readonly kind: 'rejected'; readonly token: AccessToken };

export interface DataRoute {
  readonly method: string;
  readonly pattern: RegExp;
  readonly effect: 'read' | 'write';
  /** One of these is needed; absent: any token will do. */
  readonly scopes?: readonly string[];
  handle(call: DataCall): Answer | Promise<Answer>;
}

/** Told to say so by a fault, or because a limit knob was reached. */
export interface RateLimited {
  readonly by: 'fault' | 'limit';
  /** Whole real seconds for the `Retry-After` header; null sends none. */
  readonly retryAfter: number | null;
}

export interface ApiDialect {
  readonly provider: string;
  /** Where the token may stand besides the Authorization header. */
  readToken?(request: SandboxRequest): string | null;
  unauthorized(fault: TokenFault, state: SandboxState): Answer;
  rateLimited(request: SandboxRequest, limit: RateLimited): Answer;
  serverError(status: number): Answer;
  missingScope(scopes: readonly string[]): Answer;
  /** Refusals of the provider's own that come before its work: quotas, the wrong instance. */
  admit?(state: SandboxState, call: DataCall, route: DataRoute): Answer | null;
  /** Headers it adds to the answers of good calls. */
  headers?(call: DataCall, route: DataRoute): Record<string, string>;
}

export function dataRoute(state: SandboxState, dialect: ApiDialect, route: DataRoute): Route {
  return {
    method: route.method,
    pattern: route.pattern,
    handle: (request, parameters) => serve(state, dialect, route, request, parameters),
  };
}

async function serve(
  state: SandboxState,
  dialect: ApiDialect,
  route: DataRoute,
  request: SandboxRequest,
  parameters: PathParameters,
): Promise<Reply> {
  const { provider } = dialect;
  const bearer = (dialect.readToken ?? readBearer)(request);
  const token = bearer === null ? null : state.grants.findAccess(provider, bearer);
  const subject: Scope = token ? { provider, user: token.grant.user, grant: token.grant.id } : { provider };
  const leave = state.ledger.enter({
    kind: 'data',
    provider,
    grant: token?.grant.id ?? null,
    method: request.method,
    path: request.path,
    tokenVersion: token?.version ?? null,
  });
  let status = 0;
  try {
    const knobs = state.knobs.resolve(subject);
    const reply = await actOut({
      habit: state.faults.take('data', subject, request.path),
      request,
      pace: state.pace,
      holds: state.holds,
      held: { on: 'data', provider, grant: token?.grant.id ?? null },
      commit: () => {
        const fault = judgeToken(state, bearer, token, knobs);
        return fault
          ? dialect.unauthorized(fault, state)
          : work(state, dialect, route, { request, parameters, knobs, ...holderOf(state, token!) });
      },
      rateLimited: (retryAfter) => dialect.rateLimited(request, { by: 'fault', retryAfter }),
      serverError: (code) => dialect.serverError(code),
    });
    await state.pace.wait(state.pace.realMs(knobs.secondsPerCall));
    if (reply !== 'drop') status = reply.status;
    return reply;
  } finally {
    leave(status);
  }
}

async function work(
  state: SandboxState,
  dialect: ApiDialect,
  route: DataRoute,
  call: DataCall,
): Promise<Answer> {
  const { knobs, grant, tenant, request } = call;
  const refused =
    dialect.admit?.(state, call, route) ??
    (route.scopes && !route.scopes.some((scope) => grant.scopes.includes(scope))
      ? dialect.missingScope(route.scopes)
      : null) ??
    (hasRoom(state, dialect.provider, tenant, knobs)
      ? null
      : dialect.rateLimited(request, { by: 'limit', retryAfter: null }));
  if (refused) return refused;
  if (knobs.slidingSessions) extendSession(call.token);
  const answer = await route.handle(call);
  return { ...answer, headers: { ...dialect.headers?.(call, route), ...answer.headers } };
}

export function judgeToken(
  state: SandboxState,
  bearer: string | null,
  token: AccessToken | null,
  knobs: Knobs,
): TokenFault | null {
  if (bearer === null) return { kind: 'missing' };
  if (!token) return { kind: 'unknown' };
  if (token.grant.accessEnded || isDeactivated(state, token.grant.provider, token.grant.user)) {
    return { kind: 'revoked', token };
  }
  if (Date.now() >= token.expiresAt) return { kind: 'expired', token };
  return knobs.rejectEveryToken ? { kind: 'rejected', token } : null;
}

function holderOf(
  state: SandboxState,
  token: AccessToken,
): Pick<DataCall, 'token' | 'grant' | 'person' | 'tenant'> {
  const { grant } = token;
  const person = state.world.findPerson(grant.user);
  const tenant = state.world.findTenant(grant.tenant);
  if (!person || !tenant) throw new Error(`Grant ${grant.id} belongs to nobody in this world.`);
  return { token, grant, person, tenant };
}

function hasRoom(state: SandboxState, provider: string, tenant: Tenant, knobs: Knobs): boolean {
  const { callsPerSecond, projectCallsPerMinute } = knobs;
  const { rateLimits, pace } = state;
  if (
    callsPerSecond !== null &&
    !rateLimits.take(`${provider} ${tenant.id}`, callsPerSecond, pace.realMs(1))
  ) {
    return false;
  }
  return (
    projectCallsPerMinute === null ||
    rateLimits.take(`${provider} project`, projectCallsPerMinute, pace.realMs(60))
  );
}

/** Salesforce sessions: use in the second half of the window starts it anew (providers page, section 3.3). */
function extendSession(token: AccessToken): void {
  const now = Date.now();
  if (token.expiresAt - now < token.lifetimeMs / 2) token.expiresAt = now + token.lifetimeMs;
}
