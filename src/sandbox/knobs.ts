// The knobs that hold a value until it is changed: how long a token lives, how it rotates, how slow an API is. A knob
// may be set for everything, a provider, a user or one grant; the narrowest setting wins. What happens to the next N
// requests only is a fault (faults.ts).

import { z } from 'zod';

export const knobsSchema = z.strictObject({
  /** Life of an access token in the provider's seconds. Salesforce calls it the session timeout. */
  accessLifetimeSeconds: z.number().positive(),
  /** `rotating`: single use, and a replay ends the grant. `grace`: single use after `graceMs`. */
  rotation: z.enum(['reusable', 'rotating', 'grace']),
  graceMs: z.number().nonnegative(),
  /** Of one grant so many access tokens live at a time; one more ends the oldest. */
  liveAccessTokens: z.int().positive().nullable(),
  /** Tokens of new grants have no end and no refresh token (Slack without token rotation). */
  neverExpires: z.boolean(),
  /** Grants of one customer have one refresh token between them, and end together (HubSpot's installs in a portal). */
  sharedRefreshTokens: z.boolean(),
  /** Whether tokens may be introspected (a Salesforce org can switch it off). */
  canIntrospect: z.boolean(),
  /** A refresh token ends this long after the consent (Google "Testing": 604 800). */
  refreshLifetimeSeconds: z.number().positive().nullable(),
  /** A refresh token ends when it was not used for this long. */
  refreshIdleSeconds: z.number().positive().nullable(),
  /** One more live grant of the same user ends the oldest. */
  approvalsPerUser: z.int().positive().nullable(),
  codeLifetimeSeconds: z.number().positive(),
  requirePkce: z.boolean(),
  /** How long the token endpoint thinks. */
  tokenLatencySeconds: z.number().nonnegative(),
  /** Added to every answer of the token endpoint, after the change is made. */
  answerLateMs: z.number().nonnegative(),
  /** Name of a row in the provider's refusal table: every refresh is refused this way, the grant stays intact. */
  refuseRefreshAs: z.string().nullable(),
  /** The redirect after Allow carries this error instead of a code. */
  refuseConsentAs: z.strictObject({ error: z.string(), description: z.string() }).nullable(),
  /** Errors of the older generation, where a provider has two (HubSpot before 2026). */
  legacyErrors: z.boolean(),
  /** Use of an access token in the second half of its life extends it (Salesforce sessions). */
  slidingSessions: z.boolean(),
  /** How long a data call takes. */
  secondsPerCall: z.number().nonnegative(),
  /** Pages are never larger than this, whatever the client asks for. */
  pageLimit: z.int().positive().nullable(),
  /** A write is invisible to search for this long. */
  searchLagSeconds: z.number().nonnegative(),
  /** Search serves no row past this offset. */
  searchWall: z.int().positive(),
  cursorLifetimeSeconds: z.number().nonnegative(),
  /** Data calls a second per customer, in the provider's seconds. */
  callsPerSecond: z.number().positive().nullable(),
  /** Data calls a minute of the app, all customers together, in the provider's time. */
  projectCallsPerMinute: z.number().positive().nullable(),
  readsPerMinute: z.number().positive().nullable(),
  writesPerMinute: z.number().positive().nullable(),
  projectReadsPerMinute: z.number().positive().nullable(),
  projectWritesPerMinute: z.number().positive().nullable(),
  /** Every data call is answered 401, however fresh its token. */
  rejectEveryToken: z.boolean(),
});

export type Knobs = Readonly<z.output<typeof knobsSchema>>;
export const someKnobsSchema = knobsSchema.partial();
export type SomeKnobs = z.output<typeof someKnobsSchema>;

/** What a knob or a fault applies to: everything named must match, nothing named is everything. */
export const scopeSchema = z.strictObject({
  provider: z.string().optional(),
  user: z.string().optional(),
  grant: z.string().optional(),
});
export type Scope = z.output<typeof scopeSchema>;

const houseDefaults: Knobs = {
  accessLifetimeSeconds: 3600,
  rotation: 'reusable',
  graceMs: 60_000,
  liveAccessTokens: null,
  neverExpires: false,
  sharedRefreshTokens: false,
  canIntrospect: true,
  refreshLifetimeSeconds: null,
  refreshIdleSeconds: null,
  approvalsPerUser: null,
  codeLifetimeSeconds: 600,
  requirePkce: false,
  tokenLatencySeconds: 0.02,
  answerLateMs: 0,
  refuseRefreshAs: null,
  refuseConsentAs: null,
  legacyErrors: false,
  slidingSessions: false,
  secondsPerCall: 0,
  pageLimit: null,
  searchLagSeconds: 0,
  searchWall: 10_000,
  cursorLifetimeSeconds: 172_800,
  callsPerSecond: null,
  projectCallsPerMinute: null,
  readsPerMinute: null,
  writesPerMinute: null,
  projectReadsPerMinute: null,
  projectWritesPerMinute: null,
  rejectEveryToken: false,
};

export class KnobBoard {
  readonly #providerDefaults = new Map<string, SomeKnobs>();
  readonly #settings = new Map<string, { scope: Scope; knobs: SomeKnobs }>();

  setProviderDefaults(provider: string, knobs: SomeKnobs): void {
    this.#providerDefaults.set(provider, knobs);
  }

  set(scope: Scope, knobs: SomeKnobs): void {
    const key = keyOf(scope);
    this.#settings.set(key, { scope, knobs: { ...this.#settings.get(key)?.knobs, ...knobs } });
  }

  clear(scope: Scope): void {
    this.#settings.delete(keyOf(scope));
  }

  resolve(target: Scope): Knobs {
    const fitting = [...this.#settings.values()]
      .filter(({ scope }) => covers(scope, target))
      .sort((one, other) => narrowness(one.scope) - narrowness(other.scope));
    return Object.assign(
      {},
      houseDefaults,
      this.#providerDefaults.get(target.provider ?? ''),
      ...fitting.map(({ knobs }) => knobs),
    ) as Knobs;
  }
}

export const covers = (scope: Scope, target: Scope): boolean =>
  (scope.provider === undefined || scope.provider === target.provider) &&
  (scope.user === undefined || scope.user === target.user) &&
  (scope.grant === undefined || scope.grant === target.grant);

const narrowness = (scope: Scope): number =>
  (scope.grant === undefined ? 0 : 4) +
  (scope.user === undefined ? 0 : 2) +
  (scope.provider === undefined ? 0 : 1);

const keyOf = (scope: Scope): string => JSON.stringify([scope.provider, scope.user, scope.grant]);
