// What a preflight asks of the outside: which accounts, when they will be used, what their providers say of them, what that
// comes to, and who is told. Every part can be repeated: rows say what is done.

import { setTimeout as sleep } from 'node:timers/promises';
import { findMissingScopes } from '../src/connect/examine-grant.ts';
import type { GrantCheck } from '../src/domain/account.ts';
import type { AgentPlan } from '../src/domain/agent.ts';
import type { PlannedRun } from '../src/domain/expiring.ts';
import { forecastUnknown, isWorse } from '../src/domain/forecast.ts';
import type { Forecast } from '../src/domain/forecast-facts.ts';
import type { AccountId, TenantId } from '../src/domain/ids.ts';
import { type RunOrderBody, toolsByAccount } from '../src/domain/planned-run.ts';
import { mostShown, type PreflightFindings } from '../src/domain/preflight.ts';
import { SECOND } from '../src/domain/time.ts';
import { type Foreseen, forecastAccounts } from '../src/forecast/forecast-accounts.ts';
import type { Providers } from '../src/providers/registry.ts';
import { requestScopes } from '../src/store/accounts.ts';
import { inTransaction, type Pool } from '../src/store/db.ts';
import { type ForecastRow, findForecastRows } from '../src/store/forecast-facts.ts';
import {
  countItems,
  endPreflight,
  findPreflight,
  insertAllItems,
  insertNamedItems,
  insertPreflight,
  listItems,
  type PreflightItem,
  type PreflightRef,
  type PreflightRow,
  saveForecasts,
} from '../src/store/preflights.ts';
import { listOpenRequests } from '../src/store/reauth-requests.ts';
import type { AccountClient } from '../src/temporal/account-client.ts';
import { findAgentAccounts, offerTools } from './agent/offered-tools.ts';
import type { PartDone, PreflightActivities, PreflightPart } from './contract.ts';
import { probePart } from './probe-part.ts';
import type { ToolDefinition } from './tools/define-tool.ts';

export interface PreflightDeps {
  readonly pool: Pool;
  readonly providers: Providers;
  readonly tools: readonly ToolDefinition[];
  readonly accountClient: Pick<AccountClient, 'checkNow' | 'expectUse' | 'tellForeseen'>;
  /** Aborts when the worker stops. */
  readonly signal: () => AbortSignal;
}

const partSize = 500;
/** Signals under way at once. */
const signalsAtOnce = 20;

export function createPreflightActivities(deps: PreflightDeps): PreflightActivities {
  const { pool } = deps;

  const itemsOf = (part: PreflightPart): Promise<PreflightItem[]> =>
    listItems(pool, part, { after: part.after, limit: partSize });
  const each = async (
    items: readonly PreflightItem[],
    visit: (item: PreflightItem) => Promise<void>,
  ): Promise<PartDone> => {
    for (let from = 0; from < items.length; from += signalsAtOnce) {
      deps.signal().throwIfAborted();
      await Promise.all(items.slice(from, from + signalsAtOnce).map(visit));
    }
    return doneWith(items);
  };

  return {
    async openPreflight(order) {
      const ref = { tenant: order.tenant, preflight: order.preflight };
      const named = order.run
        ? await neededBy(deps, order.tenant, order.run)
        : order.accounts?.map((account) => ({ account, neededScopes: null }));
      await inTransaction(pool, async (db) => {
        await insertPreflight(db, ref, { ...order, runName: order.run?.name ?? null });
        if (named) await insertNamedItems(db, ref, named);
        else await insertAllItems(db, ref);
      });
      const { accounts } = await countItems(pool, ref);
      const slowest = Math.min(...deps.providers.configured.map(({ probesPerSecond }) => probesPerSecond));
      return { accounts, probingMs: Math.round((accounts / slowest) * SECOND) };
    },

    async announceUse({ noticesStartAt, ...part }) {
      const { run_name, from_at, until_at } = await mustFind(pool, part);
      const use = {
        from: from_at,
        until: until_at,
        ...(run_name !== null && { run: { name: run_name, noticesStartAt } }),
      };
      return each(await itemsOf(part), async ({ account, provider_app }) => {
        if (provider_app !== null) await deps.accountClient.expectUse({ tenant: part.tenant, account }, use);
      });
    },

    async probeAccounts(part) {
      const items = await itemsOf(part);
      const signal = deps.signal();
      await probePart({ ...deps, sleep: (lengthMs) => sleep(lengthMs, undefined, { signal }) }, part, items);
      return doneWith(items);
    },

    foresee: (ref) => foresee(deps, ref),

    async tellForeseen(part) {
      const run = plannedRun(await mustFind(pool, part));
      const items = await itemsOf(part);
      const told = await whomToTell(deps, part.tenant, items);
      await each(items, async ({ account, verdict, reasons, needed_scopes }) => {
        const row = told.get(account);
        if (!row || verdict === null || reasons === null) return;
        const ref = { tenant: part.tenant, account };
        // A renewal asks for what was asked for before; what the run needs besides must be among it.
        const lacking = lackingScopes(deps, row, needed_scopes);
        if (lacking.length > 0) await requestScopes(pool, ref, lacking);
        await deps.accountClient.tellForeseen(ref, { verdict, reasons, run });
      });
      return doneWith(items);
    },

    closePreflight: (ref) => endPreflight(pool, ref),
  };
}

const doneWith = (items: readonly PreflightItem[]): PartDone => ({
  done: items.length,
  next: items.length < partSize ? null : items.at(-1)!.account,
});

async function mustFind(pool: Pool, ref: PreflightRef): Promise<PreflightRow> {
  const preflight = await findPreflight(pool, ref);
  if (!preflight) throw new Error(`preflight ${ref.preflight} was opened and is not there`);
  return preflight;
}

const plannedRun = ({ run_name, from_at, until_at }: PreflightRow): PlannedRun | null =>
  run_name === null ? null : { name: run_name, startsAt: from_at, deadlineAt: until_at };

/** Those that will not survive, and those a person may have been asked about: what was said of them may be over. */
async function whomToTell(
  { pool }: PreflightDeps,
  tenant: TenantId,
  items: readonly PreflightItem[],
): Promise<ReadonlyMap<AccountId, ForecastRow>> {
  const ids = items.map(({ account }) => account);
  const asked = await listOpenRequests(pool, tenant, ids);
  const grave = new Set(
    items.filter(({ verdict }) => verdict === 'will_not_survive').map(({ account }) => account),
  );
  const rows = await findForecastRows(pool, tenant, ids);
  return new Map(
    rows
      .filter(({ id, state }) => state === 'active' && (grave.has(id) || asked.has(id)))
      .map((row) => [row.id, row]),
  );
}

function lackingScopes(
  { providers }: PreflightDeps,
  account: ForecastRow,
  needed: readonly string[] | null,
): string[] {
  const provider = providers.configured.find(({ id }) => id === account.provider);
  return provider && needed ? findMissingScopes(provider, needed, account.scopes) : [];
}

/** A tool that is not there any more needs nothing: the run itself will say so when it checks its plan. */
async function neededBy(
  { pool, tools }: Pick<PreflightDeps, 'pool' | 'tools'>,
  tenant: TenantId,
  run: RunOrderBody,
): Promise<{ readonly account: AccountId; readonly neededScopes: readonly string[] }[]> {
  if (run.kind === 'agent') {
    // A model may call whatever it is offered.
    const plan = run.input as AgentPlan;
    const offered = offerTools(tools, await findAgentAccounts(pool, tenant, plan.accounts), plan.tools);
    return plan.accounts.map((account) => {
      const own = offered.filter(({ accounts }) => accounts.some(({ id }) => id === account));
      return { account, neededScopes: [...new Set(own.flatMap(({ tool }) => tool.scopes))] };
    });
  }
  return [...toolsByAccount(run)].map(([account, names]) => ({
    account,
    neededScopes: [
      ...new Set(names.flatMap((name) => tools.find((tool) => tool.name === name)?.scopes ?? [])),
    ],
  }));
}

async function foresee(deps: PreflightDeps, ref: PreflightRef): Promise<PreflightFindings> {
  const { pool } = deps;
  const window = await mustFind(pool, ref).then(({ from_at, until_at }) => ({
    from: from_at,
    until: until_at,
  }));
  const items = new Map<AccountId, PreflightItem>();
  for (let after: string | null = ''; after !== null; ) {
    const part: PreflightItem[] = await listItems(pool, ref, { after, limit: partSize });
    for (const item of part) items.set(item.account, item);
    after = doneWith(part).next;
  }
  const rows = await findForecastRows(pool, ref.tenant, [...items.keys()]);
  const probe = (account: AccountId): GrantCheck | null => items.get(account)?.probe ?? null;
  const neededScopes = (account: AccountId) => items.get(account)?.needed_scopes ?? null;
  const seen = await forecastAccounts(
    { providers: deps.providers, systemPool: pool },
    rows,
    window,
    Date.now(),
    { probe, neededScopes },
  );
  const forecasts = new Map<AccountId, Forecast>(seen.map(({ account, forecast }) => [account.id, forecast]));
  for (const account of items.keys()) {
    if (!forecasts.has(account)) forecasts.set(account, forecastUnknown(window));
  }
  await saveForecasts(pool, ref, forecasts);
  return summarize(await countItems(pool, ref), seen, forecasts);
}

function summarize(
  counts: Awaited<ReturnType<typeof countItems>>,
  seen: readonly Foreseen[],
  forecasts: ReadonlyMap<AccountId, Forecast>,
): PreflightFindings {
  const labels = new Map(seen.map(({ account }) => [account.id, account.label]));
  const worst = [...forecasts]
    .filter(([, { verdict }]) => verdict !== 'good')
    .sort(([, one], [, other]) =>
      isWorse(one.verdict, other.verdict) ? -1 : isWorse(other.verdict, one.verdict) ? 1 : 0,
    )
    .slice(0, mostShown)
    .map(([account, { verdict, reasons }]) => ({
      account,
      label: labels.get(account) ?? account,
      verdict,
      code: reasons[0]!.code,
      actor: reasons[0]!.actor,
      actByAt: reasons[0]!.actByAt,
    }));
  const { accounts, probed, good, at_risk: atRisk, will_not_survive: willNotSurvive } = counts;
  return { accounts, probed, good, atRisk, willNotSurvive, worst };
}
