// One night: every customer's report starts, the plan happens to it, and what was delivered is counted in the sandbox's
// sheets. A run that does not end in time is not waited for any longer: its rows are missing, and that is the finding.

import type { CastTenant } from '../src/demo/cast.ts';
import { orderDealReport } from '../src/demo/deal-report-order.ts';
import type { SandboxControl, TenantFacts } from '../src/sandbox/control-contract.ts';
import { makeFaults, type Revoked } from './faults.ts';
import { unlessAway } from './patience.ts';
import type { PlannedFault } from './plan.ts';
import type { ChaosStage } from './stage.ts';

const endsWithinMs = 150_000;
const pageSizes = { dealsPerPage: 30, accountsPerBatch: 20, rowsPerWrite: 40 };

export interface RunFinding {
  readonly tenant: string;
  readonly run: string;
  readonly verdict: string | null;
  readonly rowsExpected: number;
  /** Distinct deals in the sheet. */
  readonly rowsDelivered: number;
  /** Rows beyond the first of their deal. */
  readonly duplicateWrites: number;
  /** Rows in the sheet that the ledger's receipts do not account for. */
  readonly unprovenRows: number;
  /** Rows without an account's name beyond those whose account does not exist. */
  readonly rowsWithoutAccount: number;
  readonly gaps: readonly unknown[];
}

export async function playNight(
  stage: ChaosStage,
  input: {
    readonly night: number;
    readonly plan: readonly PlannedFault[];
    readonly speed: number;
    readonly happened: (fault: PlannedFault) => void;
    readonly revoked: (revoked: Revoked) => void;
  },
): Promise<RunFinding[]> {
  const tab = `night-${input.night}`;
  const runs = await Promise.all(stage.cast.map((tenant) => startReport(tenant, tab)));
  const startedAt = Date.now();
  const faults = makeFaults(stage, input.plan, { ...input, startedAt });
  const ends = stage.cast.map((tenant, index) => waitForEnd(tenant, runs[index]!, startedAt + endsWithinMs));
  await Promise.all([faults, ...ends]);
  await stage.control.clearFaults();
  return Promise.all(stage.cast.map((tenant, index) => examine(stage.control, tenant, runs[index]!, tab)));
}

async function startReport({ api, facts, accounts }: CastTenant, tab: string): Promise<string> {
  const { id } = await api.startRun(
    orderDealReport({
      name: `${tab} of ${facts.name}`,
      accounts,
      spreadsheetId: facts.spreadsheetId,
      tab,
      pageSizes,
    }),
  );
  return id;
}

async function waitForEnd({ api }: CastTenant, run: string, giveUpAt: number): Promise<void> {
  while (Date.now() < giveUpAt) {
    const state = await unlessAway(() => api.run(run));
    if (state?.state === 'ended') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function examine(
  control: SandboxControl,
  { api, facts }: CastTenant,
  runId: string,
  tab: string,
): Promise<RunFinding> {
  const [run, steps, expected, rows] = await Promise.all([
    api.run(runId),
    api.steps(runId),
    control.expectedReport({ tenant: facts.id }),
    readRows(control, facts, tab),
  ]);
  const deals = new Set(rows.map(([deal]) => deal));
  const receiptOf = (step: string) => steps.find((one) => one.id === step)?.receipt ?? null;
  const proven =
    run.verdict === 'complete'
      ? Math.min(receiptOf('sheet')?.rows ?? 0, receiptOf('deals')?.announced ?? 0)
      : 0;
  return {
    tenant: facts.id,
    run: runId,
    verdict: run.verdict,
    rowsExpected: expected.rows,
    rowsDelivered: deals.size,
    duplicateWrites: rows.length - deals.size,
    unprovenRows: Math.max(0, deals.size - proven),
    rowsWithoutAccount: Math.max(0, rows.filter((row) => !row[5]).length - expected.unmatched),
    gaps: run.gaps,
  };
}

/** Below the header, without empty ones. */
async function readRows(
  control: SandboxControl,
  facts: TenantFacts,
  tab: string,
): Promise<(readonly (string | number | boolean)[])[]> {
  const { tabs } = await control.readSpreadsheet({ spreadsheet: facts.spreadsheetId });
  const rows = tabs.find((one) => one.title === tab)?.rows.slice(1) ?? [];
  return rows.filter((row) => row.some((cell) => cell !== ''));
}
