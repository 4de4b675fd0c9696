// An event as the API shows it (design section 6). The link a person needs is made here, when the event is shown: nothing
// that is stored can be turned into a link.

import { z } from '@hono/zod-openapi';
import type { ReauthRequestId, TenantId } from '../domain/ids.ts';
import type { EventRow } from '../store/events.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';
import { isoOf } from './paging.ts';
import { withIsoTimes } from './wire-times.ts';

export const eventSchema = z
  .object({
    id: z.string(),
    type: z.string(),
    timestamp: z.iso.datetime(),
    sequence: z.number().int().openapi({ description: 'Rises per account, run or provider app.' }),
    position: z.string().openapi({ description: 'Pass it as `after` to go on behind this event.' }),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('Event');

export function showEvent(
  links: Pick<ReauthLinks, 'urlFor'>,
  tenant: TenantId | null,
  event: EventRow,
): z.output<typeof eventSchema> {
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
const runOf = (watcher: unknown): string => String(watcher).split(':').at(-1) ?? '';
