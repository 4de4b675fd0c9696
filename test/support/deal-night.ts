// One customer's night: a deal report over three accounts into one tab, and what stands in that tab.

import type { ApiRun } from '../../src/demo/api-client.ts';
import type { ConnectedAccount, Stage, StageTenant } from './stage.ts';
import { until } from './until.ts';

export type NightRun = ApiRun & {
  readonly deadline: string | null;
  readonly lateFill: {
    readonly state: 'waiting' | 'filled' | 'given_up';
    readonly waitsFor: readonly string[];
    readonly untilAt: string;
    readonly reason: string | null;
  } | null;
};

export interface Accounts {
  readonly hubspot: ConnectedAccount;
  readonly salesforce: ConnectedAccount;
  readonly google: ConnectedAccount;
}

export type Cells = readonly (readonly (string | number | boolean)[])[];

export const connectAll = async (tenant: StageTenant): Promise<Accounts> => ({
  hubspot: await tenant.connect('hubspot'),
  salesforce: await tenant.connect('salesforce'),
  google: await tenant.connect('google'),
});

/** Dies as when a person takes the consent back, and is known to be dead. */
export async function kill(stage: Stage, tenant: StageTenant, connected: ConnectedAccount): Promise<void> {
  await stage.control.revoke({ grant: connected.grant.grant });
  await tenant.api.checkAccount(connected.account.id);
  await until('the account is known to be dead', async () => {
    const { state, reauthUrl } = await tenant.api.account(connected.account.id);
    return state === 'reauth_required' && reauthUrl !== undefined;
  });
}

export async function startDealReport(
  stage: Stage,
  tenant: StageTenant,
  accounts: Accounts,
  tab: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { id } = await tenant.api.startRun({
    kind: 'dealReport',
    name: `report ${tab}`,
    input: {
      accounts: {
        hubspot: accounts.hubspot.account.id,
        salesforce: accounts.salesforce.account.id,
        google: accounts.google.account.id,
      },
      spreadsheetId: stage.sandbox.tenants[0]!.spreadsheetId,
      tab,
      dealsPerPage: 50,
      accountsPerBatch: 10,
      rowsPerWrite: 25,
    },
    ...more,
  });
  return id;
}

export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

export const readRun = async (tenant: StageTenant, run: string): Promise<NightRun> =>
  (await tenant.api.run(run)) as NightRun;

export const whenRun = (
  tenant: StageTenant,
  run: string,
  what: string,
  holds: (run: NightRun) => boolean,
): Promise<NightRun> =>
  until(
    what,
    async () => {
      const state = await readRun(tenant, run);
      return holds(state) ? state : null;
    },
    60_000,
  );

export const whenEnded = (tenant: StageTenant, run: string): Promise<NightRun> =>
  whenRun(tenant, run, 'the run has ended', ({ state }) => state === 'ended');

export const whenLate = (tenant: StageTenant, run: string): Promise<NightRun> =>
  whenRun(tenant, run, 'the late fill is over', ({ lateFill }) => lateFill!.state !== 'waiting');

/** To its last event: a run's ledger says that it has ended while it still tells so. */
export const whenOver = (stage: Stage, workflowId: string): Promise<boolean> =>
  until(`${workflowId} is over`, async () => {
    const { status } = await stage.temporal.workflow.getHandle(workflowId).describe();
    return status.name === 'COMPLETED';
  });

export async function readTab(stage: Stage, title: string): Promise<Cells | null> {
  const { tabs } = await stage.control.readSpreadsheet({
    spreadsheet: stage.sandbox.tenants[0]!.spreadsheetId,
  });
  return tabs.find((tab) => tab.title === title)?.rows ?? null;
}

/** The rows that are deals, whatever stands around them. */
export const dealsIn = (rows: Cells): Cells => rows.filter(([key]) => /^\d{6,}$/.test(String(key)));

export async function eventsOf(
  tenant: StageTenant,
  run: string,
): Promise<readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[]> {
  return (await tenant.api.events()).filter((event) => event.data.run === run);
}
