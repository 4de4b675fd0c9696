// The token endpoint as a route: finds out whose request it is, lets the habit that covers it act, and books the request
// in and out. The exchange itself is in token-exchange.ts.

import { actOut } from '../faults.ts';
import type { Reply } from '../http/answer.ts';
import type { SandboxRequest } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import type { Scope } from '../knobs.ts';
import type { SandboxState } from '../state.ts';
import type { Dialect } from './dialect.ts';
import { answerTokenRequest } from './token-exchange.ts';

export function tokenEndpoint(state: SandboxState, dialect: Dialect, pattern: RegExp): Route {
  return { method: 'POST', pattern, handle: (request) => handle(state, dialect, request) };
}

async function handle(state: SandboxState, dialect: Dialect, request: SandboxRequest): Promise<Reply> {
  const parameters = dialect.readParameters(request);
  const subject = whoseRequest(state, dialect.provider, parameters);
  const grant = subject.grant ?? null;
  const leave = state.ledger.enter({
    kind: 'token',
    provider: dialect.provider,
    grant,
    method: request.method,
    path: request.path,
    tokenVersion: grant === null ? null : (state.grants.find(grant)?.version ?? null),
  });
  let status = 0;
  try {
    const knobs = state.knobs.resolve(subject);
    await state.pace.wait(state.pace.realMs(knobs.tokenLatencySeconds));
    const reply = await actOut({
      habit: state.faults.take('token', subject, request.path),
      request,
      pace: state.pace,
      holds: state.holds,
      held: { on: 'token', provider: dialect.provider, grant },
      commit: async () => {
        const answer = answerTokenRequest(
          state,
          dialect,
          parameters,
          dialect.readClient(request, parameters),
          state.knobs.resolve(subject),
        );
        await state.pace.wait(knobs.answerLateMs);
        return answer;
      },
      rateLimited: (retryAfter) => dialect.throttled(retryAfter),
    });
    if (reply !== 'drop') status = reply.status;
    return reply;
  } finally {
    leave(status);
  }
}

function whoseRequest(state: SandboxState, provider: string, parameters: URLSearchParams): Scope {
  const refresh = state.grants.findRefresh(provider, parameters.get('refresh_token') ?? '');
  if (refresh) return { provider, user: refresh.grant.user, grant: refresh.grant.id };
  const code = state.codes.find(provider, parameters.get('code') ?? '');
  return code ? { provider, user: code.user } : { provider };
}
