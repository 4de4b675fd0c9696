// Forecasts of many accounts of one tenant: what the store knows of them and what their providers declare, made into facts,
// and the facts into verdicts. Reads only, and asks no provider.

import { scopesAsAnswered } from '../connect/compare-scopes.ts';
import type { GrantCheck } from '../domain/account.ts';
import { forecastAccount } from '../domain/forecast.ts';
import type { Forecast, ForecastFacts, ForecastWindow } from '../domain/forecast-facts.ts';
import type { AccountId } from '../domain/ids.ts';
import { keepAlivePeriodMsOf } from '../domain/refresh-schedule.ts';
import type { Provider, Providers } from '../providers/registry.ts';
import type { Queryable } from '../store/db.ts';
import { countGrantsAfter, type ForecastRow, hasOutlived } from '../store/forecast-facts.ts';

export interface ForecastDeps {
  readonly providers: Pick<Providers, 'configured'>;
  /** Sees every tenant's rows: a provider counts a person's grants without knowing our tenants. */
  readonly systemPool: Queryable;
}

export interface Foreseen {
  readonly account: ForecastRow;
  readonly facts: ForecastFacts;
  readonly forecast: Forecast;
}

/** What a run and a probe add to what is stored. */
export interface Beside {
  /** By the run's tools, in the provider's own names; null where no run is in view. */
  readonly neededScopes: (account: AccountId) => readonly string[] | null;
  readonly probe: (account: AccountId) => GrantCheck | null;
}

export const nothingBeside: Beside = { neededScopes: () => null, probe: () => null };

export async function forecastAccounts(
  { providers, systemPool }: ForecastDeps,
  accounts: readonly ForecastRow[],
  window: ForecastWindow,
  now: number,
  beside: Beside = nothingBeside,
): Promise<Foreseen[]> {
  const byId = new Map(providers.configured.map((provider) => [provider.id, provider]));
  const limited = accounts.filter(({ provider }) => byId.get(provider)?.liveGrantLimit !== undefined);
  const [newer, past] = await Promise.all([
    limited.length === 0
      ? new Map<string, number>()
      : countGrantsAfter(
          systemPool,
          limited.map((account) => account.current_grant),
        ),
    findAppsPastTest(systemPool, accounts, byId),
  ]);
  const foresee = (account: ForecastRow, renewalsAhead: number): Foreseen => {
    const facts = factsOf(account, byId.get(account.provider), {
      newerGrants: newer.get(account.current_grant) ?? 0,
      renewalsAhead,
      isTestModeRuledOut: past.has(account.provider_app),
      neededScopes: beside.neededScopes(account.id),
      probe: beside.probe(account.id),
    });
    return { account, facts, forecast: forecastAccount(facts, window, now) };
  };
  return withRenewals(
    accounts.map((account) => foresee(account, 0)),
    foresee,
  );
}

/** Looked at again once it is known whose other accounts must be renewed: each renewal is one more approval of that person. */
function withRenewals(
  seen: readonly Foreseen[],
  foresee: (account: ForecastRow, renewalsAhead: number) => Foreseen,
): Foreseen[] {
  const renewals = new Map<string, number>();
  for (const { account, forecast } of seen) {
    const person = personOf(account);
    if (person === null || !mustRenew(forecast)) continue;
    renewals.set(person, (renewals.get(person) ?? 0) + 1);
  }
  return seen.map((one) => {
    const person = personOf(one.account);
    const own = mustRenew(one.forecast) ? 1 : 0;
    const ahead = person === null ? 0 : (renewals.get(person) ?? 0) - own;
    return ahead > 0 && one.facts.limits?.liveGrantLimit != null ? foresee(one.account, ahead) : one;
  });
}

const personOf = ({ provider_app, external_subject }: ForecastRow): string | null =>
  external_subject === null ? null : `${provider_app} ${external_subject}`;

const mustRenew = ({ verdict, reasons }: Forecast): boolean =>
  verdict === 'will_not_survive' && reasons.some(({ actor }) => actor === 'person');

async function findAppsPastTest(
  systemPool: Queryable,
  accounts: readonly ForecastRow[],
  byId: ReadonlyMap<string, Provider>,
): Promise<ReadonlySet<string>> {
  const days = new Map<string, number>();
  for (const { provider, provider_app } of accounts) {
    const testGrantDays = byId.get(provider)?.testGrantDays;
    if (testGrantDays !== undefined) days.set(provider_app, testGrantDays);
  }
  const found = await Promise.all(
    [...days].map(async ([app, most]) => ((await hasOutlived(systemPool, app, most)) ? [app] : [])),
  );
  return new Set(found.flat());
}

function factsOf(
  account: ForecastRow,
  provider: Provider | undefined,
  known: Pick<ForecastFacts, 'newerGrants' | 'renewalsAhead' | 'isTestModeRuledOut' | 'probe'> & {
    readonly neededScopes: readonly string[] | null;
  },
): ForecastFacts {
  const { neededScopes, ...rest } = known;
  const habit = provider?.refreshTokens ?? 'reusable';
  return {
    ...rest,
    provider: provider?.name ?? account.provider,
    state: account.state,
    diagnosis: account.diagnosis,
    habit,
    limits: provider
      ? {
          grantIdleLimitDays: provider.grantIdleLimitDays,
          grantLifetimeDays: provider.grantLifetimeDays ?? null,
          testGrantDays: provider.testGrantDays ?? null,
          liveGrantLimit: provider.liveGrantLimit ?? null,
        }
      : null,
    consentedAt: account.consented_at,
    lastSuccessAt: account.issued_at,
    accessEndsAt: account.expires_at,
    grantEndsAt: account.refresh_expires_at,
    urgentFrom: account.schedule.urgentFrom,
    keepAlivePeriodMs: keepAlivePeriodMsOf(provider?.grantIdleLimitDays ?? null),
    isRotationUncertain: habit === 'single-use' && account.lost_answers > 0,
    scopes: {
      requested: scopesAsAnswered(provider ?? {}, account.requested_scopes),
      granted: scopesAsAnswered(provider ?? {}, account.scopes),
      needed: neededScopes && scopesAsAnswered(provider ?? {}, neededScopes),
    },
  };
}
