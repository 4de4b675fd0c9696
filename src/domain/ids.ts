// Ids of everything, and Temporal's workflow ids, made here and nowhere else.
// Pure: the caller brings the randomness, because workflows must take theirs from Temporal.

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<'TenantId'>;
export type AccountId = Branded<'AccountId'>;
export type GrantId = Branded<'GrantId'>;
export type ExchangeId = Branded<'ExchangeId'>;
export type ReauthRequestId = Branded<'ReauthRequestId'>;
export type ConnectRequestId = Branded<'ConnectRequestId'>;
export type DepartureId = Branded<'DepartureId'>;
export type RunId = Branded<'RunId'>;
export type EventId = Branded<'EventId'>;
/** Chosen by the tenant. */
export type WebhookEndpointId = Branded<'WebhookEndpointId'>;
export type WebhookSecretId = Branded<'WebhookSecretId'>;
export type DeliveryId = Branded<'DeliveryId'>;
/** Chosen by the tenant. */
export type ContactId = Branded<'ContactId'>;
export type NoticeId = Branded<'NoticeId'>;
/** Chosen by the tenant. */
export type ScheduleId = Branded<'ScheduleId'>;
/** `pre_…`, or `{schedule}:{date}` of one that a schedule asked for. */
export type PreflightId = Branded<'PreflightId'>;

/** Names an account within its tenant. Both parts are in every key, so that one tenant can never reach another's. */
export interface AccountRef {
  readonly tenant: TenantId;
  readonly account: AccountId;
}

export interface ScheduleRef {
  readonly tenant: TenantId;
  readonly schedule: ScheduleId;
}

/** What a caller may choose as an id (tenants, schedules, steps): no colon, because workflow ids use it between their parts. */
export const chosenIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
export const chosenIdRule =
  'letters, digits, dots, dashes and underscores, at most 63 characters, beginning with a letter or digit';

const prefixes = {
  AccountId: 'acct_',
  GrantId: 'grant_',
  ExchangeId: 'exch_',
  ReauthRequestId: 'reauth_',
  ConnectRequestId: 'connect_',
  DepartureId: 'way_',
  RunId: 'run_',
  EventId: 'evt_',
  WebhookSecretId: 'whkey_',
  NoticeId: 'ntc_',
  PreflightId: 'pre_',
} as const;

/** `uuid` is any UUID; its dashes are dropped so that a double click selects the whole id. */
function withPrefix<Name extends keyof typeof prefixes>(name: Name, uuid: string): Branded<Name> {
  return `${prefixes[name]}${uuid.replaceAll('-', '')}` as Branded<Name>;
}

export const newAccountId = (uuid: string): AccountId => withPrefix('AccountId', uuid);
export const newGrantId = (uuid: string): GrantId => withPrefix('GrantId', uuid);
export const newExchangeId = (uuid: string): ExchangeId => withPrefix('ExchangeId', uuid);
export const newReauthRequestId = (uuid: string): ReauthRequestId => withPrefix('ReauthRequestId', uuid);
export const newConnectRequestId = (uuid: string): ConnectRequestId => withPrefix('ConnectRequestId', uuid);
export const newDepartureId = (uuid: string): DepartureId => withPrefix('DepartureId', uuid);
/** What a link asks of a person: to connect an account, or to renew one. */
export const isConnectRequestId = (id: string): id is ConnectRequestId =>
  id.startsWith(prefixes.ConnectRequestId);
export const newRunId = (uuid: string): RunId => withPrefix('RunId', uuid);
export const newWebhookSecretId = (uuid: string): WebhookSecretId => withPrefix('WebhookSecretId', uuid);
export const newNoticeId = (uuid: string): NoticeId => withPrefix('NoticeId', uuid);
export const newPreflightId = (uuid: string): PreflightId => withPrefix('PreflightId', uuid);

/**
 * An event's id is derived from the decision that made it (who decided, and that decider's own counter), so that the
 * activity which writes the event can be repeated without a second event coming of it.
 */
export const eventIdOf = (subject: AccountId | DeliveryId | `app_${string}`, decision: number): EventId =>
  `evt_${subject}_${decision}` as EventId;

/** With the tenant: runs of schedules are named by the tenant's own words and a date, and two tenants may choose the same. */
export const runEventIdOf = (tenant: TenantId, run: RunId, decision: number): EventId =>
  undotted(`evt_${tenant}:${run}_${decision}`);

/** Of a start that has no run. */
export const skipEventIdOf = ({ tenant, schedule }: ScheduleRef, key: string, times: number): EventId =>
  undotted(`evt_${tenant}:skip_${schedule}:${key}_${times}`);

/** The dot parts an event's id from the rest of what Standard Webhooks signs. No chosen id holds a tilde. */
const undotted = (id: string): EventId => id.replaceAll('.', '~') as EventId;

export const accountWorkflowId = (ref: AccountRef): string => `account:${ref.tenant}:${ref.account}`;
export const providerAppWorkflowId = (app: string): string => `app:${app}`;
export const journalWorkflowId = (app: string): string => `journal:${app}`;
export const runWorkflowId = (tenant: TenantId, run: RunId): string => `run:${tenant}:${run}`;
export const lateFillWorkflowId = (tenant: TenantId, run: RunId): string => `latefill:${tenant}:${run}`;
/** Of Temporal's own Schedule. */
export const temporalScheduleId = ({ tenant, schedule }: ScheduleRef): string =>
  `schedule:${tenant}:${schedule}`;
/** Null: not one of ours. */
export function scheduleRefOf(id: string): ScheduleRef | null {
  const [prefix, tenant, schedule, ...more] = id.split(':');
  if (prefix !== 'schedule' || !tenant || !schedule || more.length > 0) return null;
  return { tenant: tenant as TenantId, schedule: schedule as ScheduleId };
}
/** Without a start's key it is what the server is told, and the server appends the key. */
export const scheduledRunWorkflowId = ({ tenant, schedule }: ScheduleRef, key?: string): string =>
  `scheduled:${tenant}:${schedule}${key === undefined ? '' : `-${key}`}`;
export const duskWorkflowId = ({ tenant, schedule }: ScheduleRef): string => `dusk:${tenant}:${schedule}`;
export const deliveryWorkflowId = (queue: {
  readonly tenant: TenantId;
  readonly endpoint: WebhookEndpointId;
  readonly subject: string;
}): string => `delivery:${queue.tenant}:${queue.endpoint}:${queue.subject}`;
/** The operator belongs to no tenant. */
export const noticeWorkflowId = (person: {
  readonly tenant: TenantId | null;
  readonly contact: ContactId;
}): string => (person.tenant === null ? 'notice:operator' : `notice:${person.tenant}:${person.contact}`);
export const preflightWorkflowId = (tenant: TenantId, preflight: PreflightId): string =>
  `preflight:${tenant}:${preflight}`;
/** Of a schedule's night. `night`: the local date of the start it comes before, with the time where there are several that day. */
export const nightPreflightId = (schedule: ScheduleId, night: string): PreflightId =>
  `${schedule}:${night}` as PreflightId;
/** Of a workflow's id, whoever started it: a schedule's preflights are named `preflight:{tenant}:{schedule}:{date}`. */
export const preflightIdOf = (workflowId: string): PreflightId =>
  workflowId.split(':').slice(2).join(':') as PreflightId;
