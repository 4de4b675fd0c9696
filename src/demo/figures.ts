// The night's figures (design section 7), each from the one who knows: rows from the sheet and the sandbox's data, exchanges
// and double spends from the sandbox's own books, verdicts from the product's API.

import type { SandboxControl } from '../sandbox/control-contract.ts';
import type { CastAccount, CastTenant } from './cast.ts';
import type { NaiveReport } from './naive-wrapper.ts';
import { nightHours, speed } from './night-clock.ts';
import { countRows } from './stage2.ts';

export interface ReauthFigure {
  readonly account: string;
  readonly reason: string;
  readonly noticedAfterMs: number;
  readonly resumedAfterMs: number;
}

export interface NightFigures {
  readonly nightHours: number;
  readonly speed: number;
  readonly nightMs: number;
  readonly runs: readonly RunFigure[];
  readonly accounts: readonly AccountFigure[];
  readonly api: {
    readonly calls: number;
    readonly unauthorized: number;
    readonly unauthorizedSurfaced: number;
  };
  readonly reauth: readonly ReauthFigure[];
  readonly stage2: { readonly runs: readonly NaiveReport[] };
}

export interface RunFigure {
  readonly tenant: string;
  readonly runId: string;
  readonly verdict: string | null;
  readonly rowsExpected: number;
  readonly rowsDelivered: number;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  readonly pausedMs: number;
  readonly gaps: readonly unknown[];
}

export interface AccountFigure {
  readonly account: string;
  readonly tenant: string;
  readonly provider: string;
  readonly tokenVersions: number;
  readonly exchanges: number;
  readonly doubleSpends: number;
}

/** Rows above the data in a report's tab: the header. */
const headerRows = 1;

export async function collectFigures(input: {
  readonly control: SandboxControl;
  readonly cast: readonly CastTenant[];
  readonly runs: ReadonlyMap<string, string>;
  readonly tab: string;
  readonly nightMs: number;
  readonly reauth: readonly ReauthFigure[];
  readonly naive: NaiveReport;
}): Promise<NightFigures> {
  const { control, cast, runs, tab } = input;
  const accounts = cast.flatMap((tenant) => Object.values(tenant.accounts));
  const calls = await Promise.all(
    accounts.flatMap((account) => account.grants.map((grant) => control.countCalls({ grant, kind: 'data' }))),
  );
  const runFigures = await Promise.all(
    cast.map((tenant) => runFigure(control, tenant, runs.get(tenant.facts.id)!, tab)),
  );
  return {
    nightHours,
    speed,
    nightMs: input.nightMs,
    runs: runFigures.map(({ surfaced: _, ...figure }) => figure),
    accounts: await Promise.all(
      cast.flatMap((tenant) =>
        Object.values(tenant.accounts).map((account) => accountFigure(control, tenant, account)),
      ),
    ),
    api: {
      calls: sum(calls.map((one) => one.calls)),
      unauthorized: sum(calls.map((one) => one.unauthorized)),
      unauthorizedSurfaced: sum(runFigures.map((figure) => figure.surfaced)),
    },
    reauth: input.reauth,
    stage2: { runs: [input.naive] },
  };
}

async function runFigure(control: SandboxControl, tenant: CastTenant, runId: string, tab: string) {
  const [run, steps, expected] = await Promise.all([
    tenant.api.run(runId),
    tenant.api.steps(runId),
    control.expectedReport({ tenant: tenant.facts.id }),
  ]);
  const pauses = steps.flatMap((step) => step.pauses);
  return {
    tenant: tenant.facts.id,
    runId,
    verdict: run.verdict,
    rowsExpected: expected.rows,
    rowsDelivered: await countRows(control, tenant.facts.spreadsheetId, tab, headerRows),
    stepsDone: run.stepsDone,
    stepsTotal: run.stepsTotal,
    pausedMs: sum(
      pauses.map(
        (pause) => Date.parse(pause.resumedAt ?? new Date().toISOString()) - Date.parse(pause.pausedAt),
      ),
    ),
    gaps: run.gaps,
    /** Steps that ended on a refusal: a 401 or 403 that reached the run instead of being healed or waited for. */
    surfaced: steps.filter((step) => step.problem?.code === 'grant.permission_missing').length,
  };
}

async function accountFigure(
  control: SandboxControl,
  tenant: CastTenant,
  one: CastAccount,
): Promise<AccountFigure> {
  const [account, books] = await Promise.all([
    tenant.api.account(one.account.id),
    Promise.all(one.grants.map((grant) => control.grants({ grant }))),
  ]);
  const grants = books.flat();
  return {
    account: account.id,
    tenant: one.tenant,
    provider: one.provider,
    tokenVersions: account.tokenVersion,
    exchanges: sum(grants.map((grant) => grant.exchanges)),
    doubleSpends: sum(grants.map((grant) => grant.doubleSpends)),
  };
}

/** What the night promised and did not keep, in words; empty when every promise held. */
export function findBrokenPromises(figures: NightFigures): string[] {
  const broken: string[] = [];
  for (const run of figures.runs) {
    if (run.verdict !== 'complete') broken.push(`the run of ${run.tenant} ended ${run.verdict}`);
    if (run.rowsDelivered !== run.rowsExpected) {
      broken.push(`${run.tenant} got ${run.rowsDelivered} rows of ${run.rowsExpected}`);
    }
  }
  for (const account of figures.accounts) {
    const name = `${account.provider} of ${account.tenant}`;
    if (account.doubleSpends > 0) broken.push(`${name}: ${account.doubleSpends} double spends`);
    if (account.provider === 'hubspot' && account.exchanges < 10) {
      broken.push(`${name} crossed ${account.exchanges} token boundaries only`);
    }
  }
  if (figures.api.unauthorizedSurfaced > 0)
    broken.push(`${figures.api.unauthorizedSurfaced} refusals reached a run`);
  if (figures.reauth.length !== 1) broken.push(`${figures.reauth.length} reauthorizations instead of one`);
  const naive = figures.stage2.runs[0];
  if (!naive || naive.rowsDelivered > 0.98 * naive.rowsExpected)
    broken.push('the naive wrapper lost nothing this night');
  return broken;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
