// Decides a token request: the authorization code grant (RFC 6749 section 4.1.3, RFC 7636 section 4.6) and the refresh
// grant (section 6). It keeps the books; how the answer reads is the dialect's business.

import { createHash } from 'node:crypto';
import type { Answer } from '../http/answer.ts';
import { answerJson } from '../http/answer.ts';
import type { Knobs } from '../knobs.ts';
import { isDeactivated, type SandboxState } from '../state.ts';
import { isSecretOf } from './clients.ts';
import type { ClientCredentials, Dialect, Issued } from './dialect.ts';
import type { Grant, RefreshToken } from './grants.ts';
import { issueFirst, issueNext, openGrant } from './issue.ts';

export type Decision =
  | { readonly kind: 'granted'; readonly issued: Issued }
  | { readonly kind: 'refused'; readonly refusal: string };

const refused = (refusal: string): Decision => ({ kind: 'refused', refusal });

export function answerTokenRequest(
  state: SandboxState,
  dialect: Dialect,
  parameters: URLSearchParams,
  credentials: ClientCredentials,
  knobs: Knobs,
): Answer {
  const decision =
    checkClient(state, dialect.provider, credentials) ?? decide(state, dialect, parameters, knobs);
  const presented = state.grants.findRefresh(dialect.provider, parameters.get('refresh_token') ?? '');
  if (decision.kind === 'refused') {
    if (presented) state.ledger.grant(presented.grant.id).refusals += 1;
    return dialect.refuse(decision.refusal, knobs);
  }
  if (decision.issued.by === 'refresh_token') state.ledger.grant(decision.issued.grant.id).exchanges += 1;
  return answerJson(200, dialect.answerTokens(decision.issued), {
    'cache-control': 'no-store',
    pragma: 'no-cache',
  });
}

export function checkClient(
  state: SandboxState,
  provider: string,
  credentials: ClientCredentials,
): Decision | null {
  const client = state.clients.of(provider);
  if (!credentials.clientId || !credentials.clientSecret) return refused('client_missing');
  if (credentials.clientId !== client.clientId) return refused('client_unknown');
  return isSecretOf(client, credentials.clientSecret) ? null : refused('client_secret_wrong');
}

function decide(state: SandboxState, dialect: Dialect, parameters: URLSearchParams, knobs: Knobs): Decision {
  switch (parameters.get('grant_type')) {
    case 'authorization_code':
      return tradeCode(state, dialect, parameters);
    case 'refresh_token':
      return tradeRefreshToken(state, dialect, parameters, knobs);
    default:
      return refused('grant_type_unsupported');
  }
}

function tradeCode(state: SandboxState, dialect: Dialect, parameters: URLSearchParams): Decision {
  const code = state.codes.find(dialect.provider, parameters.get('code') ?? '');
  if (!code) return refused('code_unknown');
  if (code.spentBy !== null) return refused('code_spent');
  if (Date.now() >= code.expiresAt) return refused('code_expired');
  if (parameters.get('redirect_uri') !== code.redirectUri) return refused('redirect_mismatch');
  if (code.challenge !== null && challengeOf(parameters.get('code_verifier')) !== code.challenge) {
    return refused('verifier_wrong');
  }
  if (isDeactivated(state, dialect.provider, code.user)) return refused('user_deactivated');
  const grant = openGrant(state, dialect, code);
  code.spentBy = grant.id;
  return { kind: 'granted', issued: issueFirst(state, dialect, grant, code.nonce) };
}

function tradeRefreshToken(
  state: SandboxState,
  dialect: Dialect,
  parameters: URLSearchParams,
  knobs: Knobs,
): Decision {
  const presented = parameters.get('refresh_token');
  if (!presented) return refused('refresh_missing');
  const token = state.grants.findRefresh(dialect.provider, presented);
  if (!token) return refused('refresh_unknown');
  const { grant } = token;
  if (token.spentAt !== null && knobs.rotation !== 'reusable') {
    const replay = judgeReplay(state, token, token.spentAt, knobs);
    if (replay) return replay;
  }
  const reason = whyRefreshFails(state, grant, knobs);
  if (reason !== null) return refused(reason);
  // Within the grace a replay is answered with the successor that is already there: both callers then hold the same one.
  const rotate = knobs.rotation !== 'reusable' && token === grant.refreshToken;
  return {
    kind: 'granted',
    issued: { ...issueNext(state, dialect, grant, rotate), rotated: knobs.rotation !== 'reusable' },
  };
}

function judgeReplay(
  state: SandboxState,
  token: RefreshToken,
  spentAt: number,
  knobs: Knobs,
): Decision | null {
  const books = state.ledger.grant(token.grant.id);
  if (knobs.rotation === 'grace' && Date.now() - spentAt <= knobs.graceMs) {
    books.graceReplays += 1;
    return null;
  }
  books.doubleSpends += 1;
  // Reuse detection: the replay is taken for theft and ends the whole family (RFC 9700 section 4.14.2).
  if (knobs.rotation === 'rotating') state.grants.end(token.grant, 'reuse');
  return refused('refresh_spent');
}

function whyRefreshFails(state: SandboxState, grant: Grant, knobs: Knobs): string | null {
  if (grant.endedBy !== null) return grant.endedBy;
  if (isDeactivated(state, grant.provider, grant.user)) return 'user_deactivated';
  if (grant.refreshExpiresAt !== null && Date.now() >= grant.refreshExpiresAt) return 'refresh_expired';
  const idleMs = Date.now() - grant.refreshUsedAt;
  if (knobs.refreshIdleSeconds !== null && idleMs >= state.pace.realMs(knobs.refreshIdleSeconds)) {
    return 'refresh_expired';
  }
  return knobs.refuseRefreshAs;
}

const challengeOf = (verifier: string | null): string =>
  createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url');
