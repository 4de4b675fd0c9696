// Run kind `dealReport`: the night this product was built for. Deals from HubSpot, their accounts from Salesforce, the
// report into one tab of a Google sheet.

import type { AccountId } from '../src/domain/ids.ts';
import type { Ledger, StepPlan } from '../src/domain/run.ts';
import type { RunInput } from './run-input.ts';
import { runPlan } from './steps.ts';

export interface DealReportInput extends RunInput {
  readonly accounts: {
    readonly hubspot: AccountId;
    readonly salesforce: AccountId;
    readonly google: AccountId;
  };
  readonly spreadsheetId: string;
  /** The tab's name; one per run date. */
  readonly tab: string;
  readonly dealsPerPage: number;
  readonly accountsPerBatch: number;
  readonly rowsPerWrite: number;
}

export async function dealReport(input: DealReportInput): Promise<Ledger> {
  return runPlan(input, planDealReport(input));
}

export function planDealReport(input: DealReportInput): StepPlan[] {
  const { accounts } = input;
  return [
    {
      id: 'deals',
      account: accounts.hubspot,
      tool: 'hubspot.search_deals',
      input: {
        properties: ['dealname', 'amount', 'dealstage', 'closedate', 'salesforce_account_id'],
        pageSize: input.dealsPerPage,
      },
      needs: [],
      required: true,
    },
    {
      id: 'accounts',
      account: accounts.salesforce,
      tool: 'salesforce.accounts_by_ids',
      input: {
        ids: { rowsOf: 'deals', field: 'salesforce_account_id' },
        fields: ['Name', 'Industry', 'BillingCity'],
        batchSize: input.accountsPerBatch,
      },
      needs: ['deals'],
      required: true,
    },
    {
      id: 'sheet',
      account: accounts.google,
      tool: 'google.write_sheet',
      input: {
        spreadsheetId: input.spreadsheetId,
        tab: input.tab,
        columns: [
          { header: 'Deal', field: 'id' },
          { header: 'Name', field: 'dealname' },
          { header: 'Amount', field: 'amount' },
          { header: 'Stage', field: 'dealstage' },
          { header: 'Close date', field: 'closedate' },
          { header: 'Account', field: 'Name', from: 'join' },
          { header: 'Industry', field: 'Industry', from: 'join' },
          { header: 'City', field: 'BillingCity', from: 'join' },
        ],
        rows: { rowsOf: 'deals' },
        join: { rowsOf: 'accounts', on: 'salesforce_account_id' },
        rowsPerRequest: input.rowsPerWrite,
      },
      needs: ['deals', 'accounts'],
      required: true,
    },
  ];
}
