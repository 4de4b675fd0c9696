// One customer's nights: deal reports over three accounts into a tab each, what stands in those tabs, and the person who comes
// back. A stage has one customer; every night is of accounts connected anew.

import { expect } from 'vitest';
import type { ApiClient, ApiRun } from '../../src/demo/api-client.ts';
import { orderDealReport } from '../../src/demo/deal-report-order.ts';
import { reauthorize } from './reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from './stage.ts';
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

export interface DealStage extends Stage {
  newNight(): Promise<DealNight>;
}

export interface DealNight {
  readonly api: ApiClient;
  readonly accounts: Accounts;
  readonly connect: StageTenant['connect'];
  kill(provider: keyof Accounts): Promise<void>;
  /** The person opens the link and says yes. */
  bringBack(provider: keyof Accounts): Promise<void>;
  /** `more` is of the run itself (its deadline); `others` are accounts to use in place of this night's. */
  startReport(
    tab: string,
    more?: Readonly<Record<string, unknown>>,
    others?: Partial<Accounts>,
  ): Promise<string>;
  readRun(run: string): Promise<NightRun>;
  whenRun(run: string, what: string, holds: (run: NightRun) => boolean): Promise<NightRun>;
  whenEnded(run: string): Promise<NightRun>;
  whenLate(run: string): Promise<NightRun>;
  /** To its last event: a run's ledger says that it has ended while it still tells so. */
  whenOver(workflowId: string): Promise<boolean>;
  readTab(title: string): Promise<Cells | null>;
  /** Every deal once, with all that is known of it, and not a word of anything missing. */
  expectWhole(rows: Cells | null): Promise<void>;
  eventsOf(
    run: string,
  ): Promise<readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[]>;
}

/** The rows that are deals, whatever stands around them. */
export const dealsIn = (rows: Cells): Cells => rows.filter(([key]) => /^\d{6,}$/.test(String(key)));

export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

export async function startDealStage(world: {
  readonly deals: number;
  readonly accounts: number;
  readonly unmatched: number;
}): Promise<DealStage> {
  const stage = await startStage({ world: { tenants: [{ id: 'acme', ...world }] } });
  const acme = await stage.tenant('acme');
  return { ...stage, newNight: () => createNight(stage, acme) };
}

/** Dies as when a person takes the consent back, and is known to be dead. */
export async function kill(
  stage: Stage,
  api: ApiClient,
  { account, grant }: ConnectedAccount,
): Promise<void> {
  await stage.control.revoke({ grant: grant.grant });
  await api.checkAccount(account.id);
  await until('the account is known to be dead', async () => {
    const { state, reauthUrl } = await api.account(account.id);
    return state === 'reauth_required' && reauthUrl !== undefined;
  });
}

/** `given`: accounts of a night that goes on, seen through another api. */
export async function createNight(
  stage: Stage,
  { api, connect }: StageTenant,
  given?: Accounts,
): Promise<DealNight> {
  const spreadsheet = stage.sandbox.tenants[0]!.spreadsheetId;
  const accounts: Accounts = given ?? {
    hubspot: await connect('hubspot'),
    salesforce: await connect('salesforce'),
    google: await connect('google'),
  };
  const readRun = async (run: string): Promise<NightRun> => (await api.run(run)) as NightRun;
  const whenRun: DealNight['whenRun'] = (run, what, holds) =>
    until(
      what,
      async () => {
        const state = await readRun(run);
        return holds(state) ? state : null;
      },
      60_000,
    );

  return {
    api,
    accounts,
    connect,
    kill: (provider) => kill(stage, api, accounts[provider]),
    async bringBack(provider) {
      const { account, user } = accounts[provider];
      const { reauthUrl } = await api.account(account.id);
      expect((await reauthorize(reauthUrl!, { user })).status).toBe(200);
    },
    async startReport(tab, more = {}, others = {}) {
      const order = orderDealReport({
        name: `report ${tab}`,
        accounts: { ...accounts, ...others },
        spreadsheetId: spreadsheet,
        tab,
        pageSizes: { dealsPerPage: 50, accountsPerBatch: 10, rowsPerWrite: 25 },
      });
      const { id } = await api.startRun({ ...order, ...more });
      return id;
    },
    readRun,
    whenRun,
    whenEnded: (run) => whenRun(run, 'the run has ended', ({ state }) => state === 'ended'),
    whenLate: (run) => whenRun(run, 'the late fill is over', ({ lateFill }) => lateFill!.state !== 'waiting'),
    whenOver: (workflowId) =>
      until(`${workflowId} is over`, async () => {
        const { status } = await stage.temporal.workflow.getHandle(workflowId).describe();
        return status.name === 'COMPLETED';
      }),
    async readTab(title) {
      const { tabs } = await stage.control.readSpreadsheet({ spreadsheet });
      return tabs.find((tab) => tab.title === title)?.rows ?? null;
    },
    async expectWhole(rows) {
      const expected = await stage.control.expectedReport({ tenant: 'acme' });
      const deals = dealsIn(rows!);
      expect(deals).toHaveLength(expected.rows);
      expect(new Set(deals.map(([key]) => key)).size).toBe(expected.rows);
      expect(deals.filter((row) => row.includes('no Salesforce account'))).toHaveLength(expected.unmatched);
      expect(rows!.flat()).not.toContain('not collected');
      expect(rows!.flat().filter((cell) => String(cell).includes('MISSING'))).toEqual([]);
    },
    eventsOf: async (run) => (await api.events()).filter((event) => event.data.run === run),
  };
}
