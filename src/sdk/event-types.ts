// The events a tenant can be sent, by type. docs/events.md says what each carries; a test holds the list against the
// product's own.

import type { webhooks } from './api-types.ts';

export const eventTypes = [
  'agent.auth.connected',
  'agent.auth.reauth_required',
  'agent.auth.reauth_withdrawn',
  'agent.auth.reauth_declined',
  'agent.auth.reauthorized',
  'agent.auth.expiring',
  'agent.auth.identity_mismatch',
  'agent.auth.disconnected',
  'agent.webhook.endpoint_disabled',
  'agent.run.started',
  'agent.run.skipped',
  'agent.run.paused',
  'agent.run.resumed',
  'agent.run.overdue',
  'agent.run.delivered_with_gaps',
  'agent.run.filled_late',
  'agent.run.not_filled',
  'agent.run.completed',
  'agent.run.failed',
] as const;

export type EventType = (typeof eventTypes)[number];

/** What the API's description says of a type, and what later versions may add to it. */
type DataOf<Type extends EventType> =
  webhooks[Type]['post']['requestBody']['content']['application/json']['data'] & {
    readonly [field: string]: unknown;
  };

/** Narrowed by its `type`. */
export type FirstlightEvent = {
  [Type in EventType]: {
    /** The same at every try and replay: what you dedupe by. */
    readonly id: string;
    readonly type: Type;
    readonly timestamp: string;
    /** Rises per account, run or provider app. */
    readonly sequence: number;
    /** `GET /v1/events?after=…` goes on behind it. */
    readonly position: string;
    readonly data: DataOf<Type>;
  };
}[EventType];
