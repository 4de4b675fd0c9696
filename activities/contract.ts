// What a workflow may ask of the outside world: types only, the single file both worlds compile.
// Nothing here may need Node's types, and no value here may ever be a token, a client secret or a code.

import type {
  AccountChange,
  AccountSnapshot,
  AccountState,
  GrantCheck,
  TokenVersion,
} from '../src/domain/account.ts';
import type { AgentPlan, AgentSave } from '../src/domain/agent.ts';
import type { CallReport, TurnResult } from '../src/domain/agent-turn.ts';
import type { AttemptResult, DeliveryQueue } from '../src/domain/delivery.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import type { EventDraft } from '../src/domain/events.ts';
import type { ExchangeKind, ExchangeResult } from '../src/domain/exchange.ts';
import type { FleetSurvey } from '../src/domain/fleet.ts';
import type { ForecastWindow } from '../src/domain/forecast-facts.ts';
import type {
  AccountId,
  AccountRef,
  ExchangeId,
  PreflightId,
  ReauthRequestId,
  RunId,
  ScheduleRef,
  TenantId,
} from '../src/domain/ids.ts';
import type { NoticeStep, PersonRef } from '../src/domain/notice.ts';
import type { RunUse } from '../src/domain/own-run.ts';
import type { RunOrderBody } from '../src/domain/planned-run.ts';
import type { PreflightFindings } from '../src/domain/preflight.ts';
import type { RefreshSchedule } from '../src/domain/refresh-schedule.ts';
import type { Revocation } from '../src/domain/revocation.ts';
import type { Ledger, StepPlan, ToolSpec } from '../src/domain/run.ts';
import type { PlannedNight, ScheduleStart, SkipReason } from '../src/domain/schedule.ts';
import type { ToolCall, ToolResult } from '../src/domain/tool.ts';

export interface ExchangeOrder {
  readonly ref: AccountRef;
  /** Chosen by the workflow, so that the journal can be asked about this very exchange afterwards. */
  readonly exchange: ExchangeId;
  readonly kind: ExchangeKind;
  readonly fromVersion: number;
  /** Sent although the provider app is failing, to see whether it still is. */
  readonly isCanary?: boolean;
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
  /** The staged grant covers less than may be lost; the old grant stays as it is. */
  | { readonly kind: 'scopes_missing'; readonly request: ReauthRequestId | null }
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
  openReauthRequest(change: StateChange & { readonly diagnosis: Diagnosis }): Promise<{
    readonly request: ReauthRequestId;
    readonly expiresAt: number;
    readonly noticesStartAt: number;
  }>;
  /** Saves the state change; the request is withdrawn, and the grant may be tried again. */
  withdrawReauthRequest(change: StateChange): Promise<void>;
  /** Asks the provider, spending nothing, whether the grant still holds. A hint: only an exchange is proof. */
  checkGrant(ref: AccountRef): Promise<GrantCheck>;
  /** To the workflow of the account's provider app, which sees what one account cannot. */
  reportToApp(report: AppReport): Promise<void>;
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

/** What an account tells the workflow of its provider app. */
export type AppReport =
  | { readonly kind: 'refused'; readonly ref: AccountRef; readonly diagnosis: Diagnosis }
  | { readonly kind: 'succeeded'; readonly ref: AccountRef };

/** What the workflow of a provider app tells its accounts. */
export type AppNews =
  /** Yours was refused like those of others: not your person's problem, see the diagnosis. */
  | { readonly kind: 'blamed'; readonly diagnosis: Diagnosis }
  /** Exchange now, although the app is failing, and report. */
  | { readonly kind: 'be_canary'; readonly failing: Diagnosis }
  | { readonly kind: 'recovered' };

export type AppAudience =
  | { readonly kind: 'held' }
  | {
      readonly kind: 'refused';
      readonly of: { readonly tenant: TenantId; readonly organization: string } | null;
    };

/** On the workflows' queue: repeatable. */
export interface ProviderAppActivities {
  loadApp(app: string): Promise<{
    readonly name: string;
    readonly failing: Diagnosis | null;
    readonly lastDecision: number;
  }>;
  surveyFleet(app: string): Promise<FleetSurvey>;
  /** Closes or opens the gate that every exchange of the app passes. */
  saveAppHealth(input: {
    readonly app: string;
    readonly failing: Diagnosis | null;
    readonly decision: number;
  }): Promise<void>;
  pickCanary(input: {
    readonly app: string;
    readonly prefersHeld: boolean;
    readonly except: readonly AccountRef[];
  }): Promise<AccountRef | null>;
  publishEvent(event: EventDraft): Promise<void>;
}

/** On the workflows' queue: repeatable. */
export interface JournalActivities {
  /** Reads on from `offset` (null: from the earliest entry there is) and hints the accounts that what is new is about. */
  readJournal(input: { readonly app: string; readonly offset: string | null }): Promise<JournalReading>;
}

/** `off`: this installation does not read that journal any more. `nextInMs` is 0 while there is more to read. */
export type JournalReading =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'read';
      readonly offset: string | null;
      readonly entries: number;
      readonly hinted: number;
      readonly nextInMs: number;
    };

/** On the workflows' queue, long: every account of an app. */
export interface FleetActivities {
  /** How many were told. */
  tellAccounts(input: {
    readonly app: string;
    readonly audience: AppAudience;
    readonly news: AppNews;
  }): Promise<number>;
  /** Probes the watched accounts between their refreshes. `nextInMs` is null when none is watched any more. */
  checkWatched(app: string): Promise<{
    readonly checked: number;
    readonly lookDead: number;
    readonly nextInMs: number | null;
  }>;
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
  /** The same for a run whose code decides its steps as it goes: what it says that it will use. */
  prepareUses(input: {
    readonly tenant: TenantId;
    readonly run: RunId;
    readonly uses: readonly RunUse[];
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

/** On the workflows' queue: short, repeatable. */
export interface AgentActivities extends Pick<RunActivities, 'watchAccount' | 'publishEvent'> {
  /** Like `prepareRun`, of a run that a model decides. */
  prepareAgent(input: { readonly tenant: TenantId; readonly run: RunId; readonly plan: AgentPlan }): Promise<{
    readonly tools: readonly ToolSpec[];
    readonly labels: Readonly<Record<string, string>>;
    readonly turnsPerHistory: number;
  }>;
  /** Lays the steps given over those that are saved: a long run's ledger does not go through its history at every turn. */
  saveAgentRun(save: AgentSave): Promise<void>;
}

export interface ModelTurn {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly turn: number;
  /** What the calls of the turn before came to. */
  readonly reports: readonly CallReport[];
  /** What was wrong with the answer of the turn before. */
  readonly mistake: string | null;
  readonly left: { readonly tokens: number; readonly money: number | null };
}

/** On the tools queue, with heartbeats. */
export interface ModelActivities {
  /** The conversation is in the store, keyed by tenant, run and turn; the same turn asked for again comes to the same. */
  modelStep(turn: ModelTurn): Promise<TurnResult>;
}

/** On the tools queue: one activity per tool, its type is the tool's name, so Temporal UI reads as the story of the night. */
export interface ToolActivities {
  readonly [tool: string]: (call: ToolCall) => Promise<ToolResult>;
}

/** On the deliveries queue. */
export interface DeliveryActivities {
  /** Sends the first event the queue owes, once, and writes down what came of it and when the next try is. */
  attemptDelivery(queue: DeliveryQueue): Promise<AttemptResult>;
}

/** On the deliveries queue, with heartbeats. */
export interface NoticeActivities {
  /** Does what is due for one person, one thing at a time, and says what it was, or how long nothing is. */
  takeNoticeStep(person: PersonRef): Promise<NoticeStep>;
}

/** On the workflows' queue: repeatable. */
export interface ScheduleActivities {
  /** May the start begin? Where it may, the run is written down; where it may not, the reason is. Ends what it overtakes. */
  claimStart(input: { readonly ref: ScheduleRef; readonly start: ScheduleStart }): Promise<StartClaim>;
  /** Of a start that has not begun: it was cancelled. Null where it had begun or was skipped before. */
  giveUpStart(input: { readonly ref: ScheduleRef; readonly start: ScheduleStart }): Promise<{
    readonly times: number;
  } | null>;
  isRunOver(input: { readonly tenant: TenantId; readonly run: RunId }): Promise<boolean>;
  /** Its run is over; those that wait are told. */
  endStart(input: { readonly ref: ScheduleRef; readonly start: ScheduleStart }): Promise<void>;
  /** The first start after `after` that is still to come, as the server says. */
  nextNight(input: { readonly ref: ScheduleRef; readonly after: number }): Promise<NextNight>;
  publishEvent(event: EventDraft): Promise<void>;
}

export type StartClaim =
  | { readonly kind: 'begin'; readonly run: RunId; readonly night: PlannedNight }
  | { readonly kind: 'wait'; readonly behind: readonly string[] }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly times: number };

export type NextNight =
  /** The schedule is no more, or wants no preflight. */
  | { readonly kind: 'gone' }
  /** It is paused, or has no more starts. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'night';
      /** The start, and when its preflight is due. */
      readonly at: number;
      readonly preflightAt: number;
      /** Until when its accounts must hold. */
      readonly until: number;
      /** Names the night: its local date, with the time where there are several that day. */
      readonly name: string;
      readonly night: PlannedNight;
    };

export interface PreflightOrder extends ForecastWindow {
  readonly tenant: TenantId;
  readonly preflight: PreflightId;
  readonly schedule: string | null;
  readonly run: RunOrderBody | null;
  /** Without a run: these, or all of the tenant's. */
  readonly accounts: readonly AccountId[] | null;
}

/** A part of a preflight's accounts, in the order of their ids; `next` is null after the last part. */
export interface PreflightPart {
  readonly tenant: TenantId;
  readonly preflight: PreflightId;
  readonly after: string;
}

export interface PartDone {
  readonly done: number;
  readonly next: string | null;
}

/** On the preflights queue, with heartbeats; repeatable, because what is done stands in rows. */
export interface PreflightActivities {
  /** Writes down what is to be looked at; answers how many accounts that are, and how long asking about them will take. */
  openPreflight(order: PreflightOrder): Promise<{ readonly accounts: number; readonly probingMs: number }>;
  /** Tells the accounts when they will be used, and for what. */
  announceUse(part: PreflightPart & { readonly noticesStartAt: number }): Promise<PartDone>;
  /** Asks the providers about the accounts, at the pace of each provider app. */
  probeAccounts(part: PreflightPart): Promise<PartDone>;
  /** Judges all of them by what is known now. */
  foresee(of: Omit<PreflightPart, 'after'>): Promise<PreflightFindings>;
  /** Has people asked: tells the accounts what is foreseen of them. */
  tellForeseen(part: PreflightPart): Promise<PartDone>;
  closePreflight(of: Omit<PreflightPart, 'after'>): Promise<void>;
}
