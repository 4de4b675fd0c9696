// The events of design section 6: past facts, told to tenants and kept whether or not anybody listens.

import type { AccountId, EventId, RunId, TenantId } from './ids.ts';
import type { Json } from './tool.ts';

export type EventType =
  | 'agent.auth.connected'
  | 'agent.auth.reauth_required'
  /** A request for reauthorization no longer matters; `reason` says why. */
  | 'agent.auth.reauth_withdrawn'
  /** The person asked to reauthorize said no, at the provider or on our page; runs no longer wait for the account. */
  | 'agent.auth.reauth_declined'
  | 'agent.auth.reauthorized'
  | 'agent.auth.expiring'
  | 'agent.auth.identity_mismatch'
  | 'agent.auth.disconnected'
  | 'agent.provider.app_failing'
  | 'agent.provider.app_recovered'
  | 'agent.webhook.endpoint_disabled'
  | 'agent.run.started'
  /** A start of a schedule came to nothing; `reason` says why. */
  | 'agent.run.skipped'
  | 'agent.run.paused'
  | 'agent.run.resumed'
  /** The deadline has come, and the run goes on waiting as it was told to. */
  | 'agent.run.overdue'
  | 'agent.run.delivered_with_gaps'
  | 'agent.run.filled_late'
  /** What was missing did not come in time, or could not be written. */
  | 'agent.run.not_filled'
  | 'agent.run.completed'
  | 'agent.run.failed';

/** What a workflow asks to be published; the row's time is set when it is written. */
export interface EventDraft {
  readonly id: EventId;
  /** Null: the operator's own, told to no tenant. */
  readonly tenant: TenantId | null;
  readonly type: EventType;
  readonly account: AccountId | null;
  readonly run: RunId | null;
  /** Rises per account, run or provider app: what a receiver orders by. */
  readonly sequence: number;
  readonly data: { readonly [key: string]: Json };
}
