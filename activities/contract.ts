// What a workflow may ask of the outside world: types only, the single file both worlds compile.
// Nothing here may need Node's types, and no value here may ever be a token, a client secret or a code.

import type { AccountChange, AccountSnapshot, AccountState, TokenVersion } from '../src/domain/account.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import type { EventDraft } from '../src/domain/events.ts';
import type { ExchangeKind, ExchangeResult } from '../src/domain/exchange.ts';
import type { AccountRef, ExchangeId, ReauthRequestId, RunId, TenantId } from '../src/domain/ids.ts';
import type { RefreshSchedule } from '../src/domain/refresh-schedule.ts';
import type { Revocation } from '../src/domain/revocation.ts';
import type { Ledger, StepPlan, ToolSpec } from '../src/domain/run.ts';
import type { ToolCall, ToolResult } from '../src/domain/tool.ts';

export interface ExchangeOrder {
  readonly ref: AccountRef;
  /** Chosen by the workflow, so that the journal can be asked about this very exchange afterwards. */
  readonly exchange: ExchangeId;
  readonly kind: ExchangeKind;
  readonly fromVersion: number;
}

/** On the exchange queue, one attempt; see workflows/activity-options.ts. */
export interface ExchangeActivities {
  exchangeRefreshToken(order: ExchangeOrder): Promise<ExchangeResult>;
}

export interface StateChange {
  readonly ref: AccountRef;
  readonly state: AccountState;
  readonly seq: number;
  readonly diagnosis: Diagnosis | null;
  readonly lastDecision: number;
}

export type AdoptGrantResult =
  | {
      readonly kind: 'adopted';
      readonly request: ReauthRequestId | null;
      readonly token: TokenVersion;
      readonly schedule: RefreshSchedule;
    }
  /** The staged grant is another person's or another organization's; the old grant stays as it is. */
  | { readonly kind: 'identity_mismatch'; readonly request: ReauthRequestId | null }
  /** The request is unknown, expired, withdrawn or was answered before. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'nothing_staged' };

/** On the workflows' queue: short, repeatable. */
export interface AccountActivities {
  loadAccount(ref: AccountRef): Promise<AccountSnapshot>;
  /** What the journal knows of an exchange whose activity did not answer; makes sure it cannot begin any more. */
  inspectExchange(order: ExchangeOrder): Promise<ExchangeResult>;
  saveAccountState(change: StateChange): Promise<void>;
  /** Saves the state change and opens the request in one transaction. Repeatable: the same `seq` gives the same request. */
  openReauthRequest(
    change: StateChange & { readonly diagnosis: Diagnosis },
  ): Promise<{ readonly request: ReauthRequestId; readonly expiresAt: number }>;
  /** `request: null` looks for any grant staged for the account. */
  adoptGrant(input: {
    readonly ref: AccountRef;
    readonly request: ReauthRequestId | null;
    readonly seq: number;
    readonly lastDecision: number;
  }): Promise<AdoptGrantResult>;
  /** At the provider, with the tokens of an account that is marked as disconnected. Fails to be repeated. */
  revokeGrant(ref: AccountRef): Promise<Revocation>;
  /** What is sealed of an account that is marked as disconnected, and its key. */
  eraseAccount(ref: AccountRef): Promise<void>;
  publishEvent(event: EventDraft): Promise<void>;
}

/** On the workflows' queue: short, repeatable. */
export interface RunActivities {
  /**
   * Checks the plan against the tools and accounts there are; its answer is recorded and holds for the whole run. Fails
   * with `run.cancelled` for a run that is not written down: its start was given up, and whoever asked for it was told so.
   */
  prepareRun(input: {
    readonly tenant: TenantId;
    readonly run: RunId;
    readonly steps: readonly StepPlan[];
  }): Promise<{
    readonly tools: readonly ToolSpec[];
    readonly labels: Readonly<Record<string, string>>;
  }>;
  watchAccount(input: {
    readonly ref: AccountRef;
    readonly watcher: string;
    readonly until: number;
  }): Promise<AccountChange>;
  saveRun(ledger: Ledger): Promise<void>;
  publishEvent(event: EventDraft): Promise<void>;
}

/** On the tools queue: one activity per tool, its type is the tool's name, so Temporal UI reads as the story of the night. */
export interface ToolActivities {
  readonly [tool: string]: (call: ToolCall) => Promise<ToolResult>;
}
