// Granting: a first pair of tokens for a consent, and the next one for a refresh. The commit of the token endpoint.

import type { SandboxState } from '../state.ts';
import type { Dialect, Issued } from './dialect.ts';
import type { Grant } from './grants.ts';

/** A century: a number that every clock can take, where there is no end. */
const endless = { wireSeconds: 3_155_760_000, realMs: 3_155_760_000_000 };

export function openGrant(
  state: SandboxState,
  dialect: Dialect,
  consent: { readonly user: string; readonly scopes: readonly string[]; readonly offline: boolean },
): Grant {
  const { provider } = dialect;
  const person = state.world.findPerson(consent.user);
  if (!person) throw new Error(`The sandbox has no user ${consent.user}.`);
  const knobs = state.knobs.resolve({ provider, user: consent.user });
  const grant = state.grants.open({
    provider,
    user: consent.user,
    tenant: person.tenant,
    clientId: state.clients.of(provider).clientId,
    scopes: consent.scopes,
    refreshExpiresAt:
      knobs.refreshLifetimeSeconds === null
        ? null
        : Date.now() + state.pace.realMs(knobs.refreshLifetimeSeconds),
  });
  if (consent.offline && !knobs.neverExpires) {
    const first = knobs.sharedRefreshTokens
      ? state.grants.ofTenant(provider, person.tenant).find((other) => other !== grant && other.refreshToken)
      : undefined;
    if (first) state.grants.shareRefreshToken(grant, first);
    else state.grants.issueRefreshToken(grant, dialect.makeRefreshToken());
    evictOldest(state, grant, knobs.approvalsPerUser);
  }
  return grant;
}

export function issueFirst(
  state: SandboxState,
  dialect: Dialect,
  grant: Grant,
  nonce: string | null,
): Issued {
  return {
    ...issueAccess(state, dialect, grant),
    refresh: grant.refreshToken,
    rotated: false,
    by: 'authorization_code',
    nonce,
  };
}

export function issueNext(state: SandboxState, dialect: Dialect, grant: Grant, rotate: boolean): Issued {
  grant.refreshUsedAt = Date.now();
  if (rotate) state.grants.issueRefreshToken(grant, dialect.makeRefreshToken());
  return {
    ...issueAccess(state, dialect, grant),
    refresh: grant.refreshToken,
    rotated: rotate,
    by: 'refresh_token',
    nonce: null,
  };
}

function issueAccess(
  state: SandboxState,
  dialect: Dialect,
  grant: Grant,
): Pick<Issued, 'grant' | 'access' | 'wireSeconds'> {
  const knobs = state.knobs.resolve({ provider: grant.provider, user: grant.user, grant: grant.id });
  const lifetime = knobs.neverExpires ? endless : state.pace.lifetimeOf(knobs.accessLifetimeSeconds);
  const access = state.grants.issueAccessToken(grant, dialect.makeAccessToken(grant), lifetime.realMs);
  if (knobs.liveAccessTokens !== null) {
    for (const old of grant.accessTokens.slice(0, -knobs.liveAccessTokens)) {
      old.expiresAt = Math.min(old.expiresAt, access.issuedAt);
    }
  }
  return { grant, access, wireSeconds: lifetime.wireSeconds };
}

function evictOldest(state: SandboxState, newest: Grant, limit: number | null): void {
  if (limit === null) return;
  const live = state.grants
    .ofPerson(newest.provider, newest.user)
    .filter((grant) => grant.endedBy === null && grant.refreshToken !== null);
  for (const grant of live.slice(0, Math.max(0, live.length - limit))) state.grants.end(grant, 'evicted');
}
