// Asks the providers about many accounts, each app at its own pace: the moments are reserved in the database, so that all
// workers and all tenants together keep it. The question goes through the account's workflow, which spends nothing of an
// account whose rotation is uncertain, and finds out by an exchange where a grant looks dead.

import { waitAtMost } from '../src/connect/patience.ts';
import type { GrantCheck } from '../src/domain/account.ts';
import type { AccountRef } from '../src/domain/ids.ts';
import { SECOND } from '../src/domain/time.ts';
import { type ProbeKind, probeKindOf } from '../src/oauth/check-grant.ts';
import type { Provider, Providers } from '../src/providers/registry.ts';
import type { Pool } from '../src/store/db.ts';
import { type ForecastRow, findForecastRows } from '../src/store/forecast-facts.ts';
import { type PreflightItem, type PreflightRef, saveProbe } from '../src/store/preflights.ts';
import { reserveProbes } from '../src/store/provider-apps.ts';
import type { AccountClient } from '../src/temporal/account-client.ts';

export interface ProbeDeps {
  readonly pool: Pool;
  readonly providers: Pick<Providers, 'configured'>;
  readonly accountClient: Pick<AccountClient, 'checkNow'>;
  readonly sleep: (lengthMs: number) => Promise<unknown>;
}

/** Moments reserved at a time: few, so that a worker that dies wastes little of the pace. */
const reservedAtOnce = 10;
/** Questions of one app under way: an exchange that waits for its turn keeps few others waiting. */
const mostUnderWay = 40;
/** Longer than an exchange and its wait in a busy queue; who has not answered by then was not asked. */
const patienceMs = 60 * SECOND;

/** Not those that wait for somebody, which nobody need be asked about, nor those that were asked before a crash. */
export async function probePart(
  deps: ProbeDeps,
  ref: PreflightRef,
  items: readonly PreflightItem[],
): Promise<void> {
  const open = items.filter(({ probe }) => probe === null).map(({ account }) => account);
  const rows = await findForecastRows(deps.pool, ref.tenant, open);
  const active = rows.filter(({ state }) => state === 'active');
  await Promise.all(
    deps.providers.configured.map((provider) =>
      probeApp(
        deps,
        ref,
        provider,
        active.filter((account) => account.provider === provider.id),
      ),
    ),
  );
}

/** One after the other: what costs the API's quota is asked more slowly, and both keep the one pace of the app. */
async function probeApp(
  deps: ProbeDeps,
  ref: PreflightRef,
  provider: Provider,
  accounts: readonly ForecastRow[],
): Promise<void> {
  const { app, probesPerSecond, apiProbesPerSecond = probesPerSecond } = provider;
  const kindOf = ({ scopes }: ForecastRow): ProbeKind => probeKindOf(provider, scopes);
  const cheap = accounts.filter((account) => ['introspection', 'userinfo'].includes(kindOf(account)));
  await probeAtPace(deps, ref, { app, everyMs: SECOND / probesPerSecond }, cheap);
  const dear = accounts.filter((account) => kindOf(account) === 'api');
  await probeAtPace(deps, ref, { app, everyMs: SECOND / apiProbesPerSecond }, dear);
  // Where there is nothing to ask by, the exchange that the announced use brings before the run is the proof.
}

async function probeAtPace(
  deps: ProbeDeps,
  ref: PreflightRef,
  { app, everyMs }: { readonly app: string; readonly everyMs: number },
  accounts: readonly ForecastRow[],
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (let from = 0; from < accounts.length; from += reservedAtOnce) {
    const few = accounts.slice(from, from + reservedAtOnce);
    const firstAt = Date.now() + (await reserveProbes(deps.pool, app, { count: few.length, everyMs }));
    for (const [turn, account] of few.entries()) {
      await deps.sleep(Math.max(0, firstAt + turn * everyMs - Date.now()));
      while (underWay.size >= mostUnderWay) await Promise.race(underWay);
      // Kept until it is looked at: nobody waits for the question at the moment it may fail.
      if (failures.length > 0) break;
      const asked = probe(deps, ref, account)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(asked));
      underWay.add(asked);
    }
    if (failures.length > 0) break;
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}

async function probe(deps: ProbeDeps, ref: PreflightRef, { id, issued_at }: ForecastRow): Promise<void> {
  const account = { tenant: ref.tenant, account: id };
  const check = await ask(deps, account);
  const [after] = check === 'looks_dead' ? await findForecastRows(deps.pool, ref.tenant, [id]) : [];
  // It looked dead because its token had run out, and was exchanged at once: no better proof than that.
  const isProven = after?.state === 'active' && after.issued_at > issued_at;
  await saveProbe(deps.pool, ref, id, isProven ? 'holds' : check);
}

async function ask({ accountClient }: ProbeDeps, account: AccountRef): Promise<GrantCheck> {
  const asked = await waitAtMost(accountClient.checkNow(account), patienceMs);
  switch (asked.kind) {
    case 'answered':
      return asked.value.check;
    case 'too_late':
      return 'unanswered';
    case 'failed':
      // The Temporal server, not the provider: this part is done again.
      throw asked.error;
  }
}
