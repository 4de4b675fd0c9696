// The words of webhook delivery that a workflow may know: whose queue it works through, and what one attempt came to.

import type { AccountId, DeliveryId, EventId, RunId, TenantId, WebhookEndpointId } from './ids.ts';
import { DAY } from './time.ts';

/** Whose events keep their order; `tenant` for events about neither an account nor a run. */
export type DeliverySubject = AccountId | RunId | 'tenant';

export interface EndpointRef {
  readonly tenant: TenantId;
  readonly endpoint: WebhookEndpointId;
}

/** A queue of deliveries: one workflow works through it, first come first served. */
export interface DeliveryQueue extends EndpointRef {
  readonly subject: DeliverySubject;
}

export type DeliveryState = 'pending' | 'delivered' | 'dead';

interface Attempted {
  readonly delivery: DeliveryId;
  readonly event: EventId;
  readonly type: string;
  /** Attempts since it was last put in the queue, this one included. */
  readonly tries: number;
  /** What the endpoint did, in a few words: `204`, `500`, `no answer within 15 s`. */
  readonly outcome: string;
  /** How many wait behind it in the same queue. */
  readonly behind: number;
}

export type AttemptResult =
  /** Nothing is owed: all was delivered, or the endpoint is disabled or gone. */
  | { readonly kind: 'nothing' }
  | ({ readonly kind: 'delivered' } & Attempted)
  | ({ readonly kind: 'again'; readonly waitMs: number } & Attempted)
  /** Out of tries: a dead letter, which unblocks the next. */
  | ({ readonly kind: 'dead' } & Attempted)
  /** 410: the receiver wants no more. The queue stays until the endpoint is put again. */
  | ({ readonly kind: 'disabled' } & Attempted);

/** Spread, so that what failed together does not come back together: up to a fifth longer. */
const jitter = 0.2;
const longestWaitMs = DAY;

/**
 * How long to wait after `tries` failures, or null when it was the last try. What the receiver asked for (Retry-After)
 * counts, up to a day, but it does not add tries. `random` is in [0, 1).
 */
export function nextWaitMs(
  retryTableMs: readonly number[],
  tries: number,
  retryAfterMs: number | null,
  random: number,
): number | null {
  const base = retryTableMs[tries - 1];
  if (base === undefined) return null;
  if (retryAfterMs !== null) return Math.min(retryAfterMs, longestWaitMs);
  return Math.round(base * (1 + jitter * random));
}
