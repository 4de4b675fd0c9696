// From an answer that says a limit is used up to a stop that all processes know: which limit, who shares it, how long. What the
// provider says wins over what was counted here: others may use the same limit.

import type { GatedAnswer } from '../domain/request-gate.ts';
import {
  appliesTo,
  type LimitedRequest,
  limitsUnder,
  type PacedLimit,
  pacedLimit,
  type RequestLimit,
  sharerOf,
} from '../domain/request-limit.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import type { ReachedLimit } from '../providers/define-provider.ts';
import type { Provider } from '../providers/registry.ts';
import type { Queryable } from '../store/db.ts';
import { type StopRow, saveStop } from '../store/request-stops.ts';
import type { Log } from '../telemetry/log.ts';

/** For a limit of which nothing is known. */
const usualWindowMs = MINUTE;

export async function learnStop(known: {
  readonly db: Queryable;
  readonly log: Pick<Log, 'warn'>;
  readonly provider: Provider;
  readonly limits: readonly RequestLimit[];
  readonly request: LimitedRequest;
  readonly answer: GatedAnswer;
}): Promise<{
  readonly row: StopRow /** As it is counted here, where it is. */;
  readonly paced: PacedLimit | null;
} | null> {
  const { db, log, provider, limits, request, answer } = known;
  const reached = findReached(known);
  if (!reached) return null;
  const declared = limits.find((limit) => limit.id === reached.name && appliesTo(limit, request)) ?? null;
  const { name } = reached;
  const sharedBy = declared?.sharedBy ?? reached.sharedBy;
  const sharer = sharerOf(sharedBy, request);
  const windowMs = declared ? declared.perSeconds * SECOND : usualWindowMs;
  const row = await saveStop(db, {
    key: [provider.app, name, sharedBy, sharer].join(' '),
    app: provider.app,
    name,
    shared_by: sharedBy,
    sharer,
    methods: [...(declared?.methods ?? reached.methods ?? [])],
    paths: [...(declared?.paths ?? reached.paths ?? [])],
    saidMs: answer.retryAfterMs ?? reached.lastsMs ?? null,
    // A minute's quota refills by the second; a window has to end.
    firstMs: Math.min(SECOND, windowMs / 10),
    longestMs: windowMs,
  });
  log.warn('a provider’s limit is used up; everybody who shares it waits', {
    provider: provider.id,
    tenant: request.tenant,
    account: request.account,
    code: name,
    status: answer.status,
    attempt: row.strikes,
    lengthMs: Math.round(row.left_ms),
  });
  return { row, paced: declared && pacedLimit(declared, request) };
}

function findReached({
  provider,
  limits,
  request,
  answer,
}: Pick<Parameters<typeof learnStop>[0], 'provider' | 'limits' | 'request' | 'answer'>): ReachedLimit | null {
  const { status, body } = answer;
  if (provider.readReachedLimit) return provider.readReachedLimit({ status, body, path: request.path });
  if (status !== 429) return null;
  const narrowest = limitsUnder(limits, request).at(-1);
  return narrowest
    ? { name: narrowest.id, sharedBy: narrowest.sharedBy }
    : { name: 'requests', sharedBy: 'account' };
}
