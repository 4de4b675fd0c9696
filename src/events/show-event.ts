// An event as a tenant sees it (design section 6): one function for the API and for the body of a delivery, so that both say
// the same. The link a person needs is made here, when the event is shown, from the request's id and the signing key alone:
// nothing that is stored can be turned into a link, and every attempt of a delivery still carries the same bytes.

import type { ReauthRequestId, TenantId } from '../domain/ids.ts';
import { isoOf, withIsoTimes } from '../domain/wire-times.ts';
import type { EventRow } from '../store/events.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';

export interface ShownEvent {
  id: string;
  type: string;
  timestamp: string;
  sequence: number;
  position: string;
  data: Record<string, unknown>;
}

export function showEvent(
  links: Pick<ReauthLinks, 'urlFor'>,
  tenant: TenantId | null,
  event: EventRow,
): ShownEvent {
  const { reauthRequest, affectedRuns, ...rest } = event.data;
  const data = {
    ...(tenant && { tenant }),
    ...(event.account && { account: event.account }),
    ...(event.run && { run: event.run }),
    ...rest,
    ...(Array.isArray(affectedRuns) && { affectedRuns: affectedRuns.map(runOf) }),
    ...(typeof reauthRequest === 'string' && {
      reauthRequest,
      reauthUrl: links.urlFor(reauthRequest as ReauthRequestId),
    }),
  };
  return {
    id: event.id,
    type: event.type,
    timestamp: isoOf(event.created_at),
    sequence: event.sequence,
    position: String(event.position),
    data: withIsoTimes(data) as Record<string, unknown>,
  };
}

/** Watchers are workflow ids (`run:{tenant}:{run}`); a tenant knows its runs by their own id. */
const runOf = (watcher: unknown): unknown =>
  typeof watcher === 'string' ? (watcher.split(':').at(-1) ?? '') : watcher;
