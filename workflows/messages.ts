// Every signal, update and query: its name, what it carries, who sends it. Names are the contract of design section 4.
// No message carries a token, a code or a link.

import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AppNews, AppReport } from '../activities/contract.ts';
import type { AccountChange, AccountSnapshot, GrantCheck } from '../src/domain/account.ts';
import type { DeliveryQueue } from '../src/domain/delivery.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import type { Foreseen } from '../src/domain/expiring.ts';
import type { FreshAnswer } from '../src/domain/fresh-tokens.ts';
import type {
  AccountId,
  AccountRef,
  EventId,
  ReauthRequestId,
  ScheduleRef,
  TenantId,
} from '../src/domain/ids.ts';
import type { PersonRef } from '../src/domain/notice.ts';
import type { RunOrderBody } from '../src/domain/planned-run.ts';
import type { PreflightFindings } from '../src/domain/preflight.ts';
import type { Ledger } from '../src/domain/run.ts';
import type { ScheduleStart } from '../src/domain/schedule.ts';

// ── workflows that live for years (renewal.ts) ───────────────────────────────────────────────────────────────────

/** From `firstlight keys rotate`: what the present history holds is sealed with a key that is to go. */
export const renewHistory = defineSignal('renewHistory');

// ── accountWorkflow ──────────────────────────────────────────────────────────────────────────────────────────────

export interface AccountInput {
  readonly ref: AccountRef;
  /** Carried over a continue-as-new; absent at the first start. */
  readonly carried?: CarriedAccount;
}

export interface CarriedAccount {
  readonly schemaVersion: 1;
  readonly snapshot: AccountSnapshot;
  readonly watchers: readonly (readonly [workflowId: string, until: number])[];
  readonly expectedUse: readonly AnnouncedUse[];
  readonly failures: number;
  readonly notBefore: number;
  readonly refusedVersion?: number | null;
  readonly foreseen?: string | null;
}

export interface ExpectedUse {
  readonly from: number;
  /** The end of the run, or its deadline. */
  readonly until: number;
  /** The run it is for, where one is known, and from when on people may be told of what it needs. */
  readonly run?: { readonly name: string; readonly noticesStartAt: number };
}

export interface AnnouncedUse extends ExpectedUse {
  readonly announcedAt?: number;
}

export interface EnsureFreshWish {
  /** The smallest version that will do; whoever holds n and cannot use it wants n + 1. */
  readonly minVersion: number;
}

/** From whoever holds a token that is too old or was refused. Answers within one exchange, and never waits for a person. */
export const ensureFresh = defineUpdate<FreshAnswer, [EnsureFreshWish]>('ensureFresh');
/** From a run, for each account it will use: keeps it on the refresh grid, and has changes told to the watcher. */
export const watch = defineUpdate<AccountChange, [{ readonly watcher: string; readonly until: number }]>(
  'watch',
);
/** From the reauthorization callback: a grant is staged. */
export const adoptGrant = defineUpdate<
  'adopted' | 'identity_mismatch' | 'scopes_missing' | 'superseded',
  [{ readonly request: ReauthRequestId }]
>('adoptGrant');

/** From the API, or a person in Temporal UI: probe now; a grant that looks dead is exchanged at once. */
export const checkNow = defineUpdate<AccountChange & { readonly check: GrantCheck }>('checkNow');

/** From a run that has ended. */
export const unwatch = defineSignal<[{ readonly watcher: string }]>('unwatch');
/** From schedules and preflight, at least one refresh period ahead. */
export const expectUse = defineSignal<[ExpectedUse]>('expectUse');
/** From a preflight: what it foresees of an account that is active still, the good too, which ends what was foreseen before. */
export const foreseen = defineSignal<[Foreseen]>('foreseen');
/** From a request that was answered 401 with a token believed good: look now, nobody waits for the answer. */
export const tokenRefused = defineSignal<[{ readonly version: number }]>('tokenRefused');
/** A provider's own word, or a probe between refreshes: the grant may be gone. Believed only after an exchange. */
export const providerHint = defineSignal('providerHint');
/** From the workflow of the provider app. */
export const appNews = defineSignal<[AppNews]>('appNews');
/** "Look again": from a web app, or from a person in Temporal UI. May come any number of times. */
export const reauthorized = defineSignal('reauthorized');
/** From the page behind a link, or the provider's own: the person asked to reauthorize will not. */
export const declined = defineSignal<[{ readonly request: ReauthRequestId }]>('declined');
/** From the API: the account is to be forgotten. */
export const disconnect = defineSignal('disconnect');

export interface AccountStatus {
  readonly snapshot: AccountSnapshot;
  readonly nextWakeAt: number | null;
  readonly watchers: number;
  readonly waitingCallers: number;
}

export const accountStatus = defineQuery<AccountStatus>('status');

// ── providerAppWorkflow ──────────────────────────────────────────────────────────────────────────────────────────

export interface ProviderAppInput {
  readonly app: string;
  /** Carried over a continue-as-new; absent at the first start. */
  readonly carried?: {
    readonly schemaVersion: 1;
    readonly isWatched: boolean;
    readonly isAnnounced: boolean;
    readonly ownFaults: readonly (readonly [account: string, until: number])[];
  };
}

/** From an account whose refusal may not be its own, or that is the app's canary. */
export const refusalSeen = defineSignal<[AppReport & { readonly kind: 'refused' }]>('refusalSeen');
/** From an account whose exchange went through although the app was failing. */
export const successSeen = defineSignal<[AppReport & { readonly kind: 'succeeded' }]>('successSeen');
/** From a run that begins to watch an account of the app: probe the watched ones between their refreshes. */
export const watchBegan = defineSignal('watchBegan');

export interface ProviderAppStatus {
  readonly app: string;
  readonly state: 'sound' | 'failing';
  readonly diagnosis: Diagnosis | null;
  /** False while one refusal is being checked against another account; nobody has been told yet. */
  readonly isAnnounced: boolean;
  readonly nextCheckAt: number | null;
}

export const providerAppStatus = defineQuery<ProviderAppStatus>('status');

// ── journalWorkflow ──────────────────────────────────────────────────────────────────────────────────────────────

export interface JournalInput {
  readonly app: string;
  /** The last entry that was read; carried over a continue-as-new, absent at the first start. */
  readonly offset?: string | null;
}

/** From a person in Temporal UI, or a process that starts: read now what would be read in a minute. */
export const readNow = defineSignal('readNow');

export interface JournalStatus {
  readonly app: string;
  readonly offset: string | null;
  readonly entries: number;
  readonly hinted: number;
}

export const journalStatus = defineQuery<JournalStatus>('status');

// ── run workflows ────────────────────────────────────────────────────────────────────────────────────────────────

/** From the account workflows a run watches. */
export const accountChanged = defineSignal<[AccountChange]>('accountChanged');
/** From the API: end the run, keep what it has. */
export const cancelRun = defineSignal('cancelRun');
/** From a person asked to reauthorize who will not: ends the wait for that account. */
export const decline = defineSignal<[{ readonly account: string }]>('decline');

export const runLedger = defineQuery<Ledger>('ledger');
export const runStatus = defineQuery<{
  readonly state: Ledger['state'];
  readonly verdict: Ledger['verdict'];
  readonly pausedOn: Ledger['pausedOn'];
}>('status');

// ── deliveryWorkflow ─────────────────────────────────────────────────────────────────────────────────────────────

export interface DeliveryInput {
  readonly queue: DeliveryQueue;
  /** When the next try is due; carried over a continue-as-new that came in between, else absent. */
  readonly notBefore?: number;
}

/** From whoever published an event that this queue owes its endpoint. The database says what is owed; this only wakes. */
export const deliver = defineSignal<[{ readonly event: EventId }]>('deliver');
/** From the API, from a delivery to the same endpoint that succeeded, or from a person in Temporal UI. */
export const retryNow = defineSignal('retryNow');

// ── noticeWorkflow ───────────────────────────────────────────────────────────────────────────────────────────────

export interface NoticeInput {
  readonly person: PersonRef;
}

/** From whoever wrote down that something is asked of the person, or no more. The database says what; this only wakes. */
export const noticeDue = defineSignal('noticeDue');

// ── scheduledRunWorkflow, duskWorkflow ───────────────────────────────────────────────────────────────────────────

export interface ScheduledRunInput {
  readonly schemaVersion: 1;
  readonly ref: ScheduleRef;
  /** Absent where the server's own clock starts it: the time is then in the search attributes. */
  readonly start?: ScheduleStart;
  /** Of the schedule, as the server's copy knows it; absent where somebody ordered the start. */
  readonly revision?: number;
  readonly jitterMs?: number;
}

/** From a start of the same schedule that has ended: look again whether it is your turn. */
export const startFreed = defineSignal('startFreed');

export interface DuskInput {
  readonly ref: ScheduleRef;
  /** The start it has seen to last; carried over a continue-as-new, absent at the first start. */
  readonly seenTo?: number;
}

/** From whoever changed the schedule: ask again when its next start is. */
export const scheduleChanged = defineSignal('scheduleChanged');
// ── preflightWorkflow ────────────────────────────────────────────────────────────────────────────────────────────

export interface PreflightInput {
  readonly schemaVersion: 1;
  readonly tenant: TenantId;
  /** Null: asked for by somebody. */
  readonly schedule: string | null;
  /** The run it looks ahead to; null: only accounts are in view. */
  readonly run: RunOrderBody | null;
  readonly from: number;
  /** The run's deadline, or its expected end. */
  readonly until: number;
  /** Without a run: these accounts, or all of the tenant's. */
  readonly accounts?: readonly AccountId[];
}

export const preflightForecast = defineQuery<PreflightFindings | null>('forecast');
