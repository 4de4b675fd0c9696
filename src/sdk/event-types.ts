// The events a tenant can be sent, by type. docs/events.md says what each carries; a test holds the list against the
// product's own.

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

/** Of every event; it may carry more. */
interface Data {
  readonly tenant: string;
  readonly account?: string;
  readonly run?: string;
  readonly [field: string]: unknown;
}

/** What a person, an administrator or the operator has to do, and where. */
interface ToDo extends Data {
  readonly account: string;
  readonly reason: string;
  readonly actor: 'person' | 'customer_admin' | 'operator' | 'nobody';
  readonly reauthUrl: string;
  readonly linkExpiresAt: string;
  readonly affectedRuns: readonly string[];
}

interface OfAccount extends Data {
  readonly account: string;
}

interface OfRun extends Data {
  readonly run: string;
}

type DataOf<Type extends EventType> = Type extends 'agent.auth.reauth_required' | 'agent.auth.expiring'
  ? ToDo
  : Type extends `agent.auth.${string}`
    ? OfAccount
    : Type extends 'agent.run.skipped'
      ? Data
      : Type extends `agent.run.${string}`
        ? OfRun
        : Data;

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
