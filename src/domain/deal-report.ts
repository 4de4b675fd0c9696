// The plan of run kind `dealReport`: deals from HubSpot, their accounts from Salesforce, the report into one tab of a Google
// sheet. Pure, because the API checks the same plan before it starts the run that will follow it.

import type { AccountId } from './ids.ts';
import type { StepPlan } from './run.ts';

export interface DealReportOrder {
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
  /** Zone of the times in the sheet; runs ordered before it could be said have none. */
  readonly timeZone?: string;
}

export function planDealReport(input: DealReportOrder): StepPlan[] {
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
        readAt: { row: 'Deal read', join: 'Account read' },
        timeZone: input.timeZone ?? 'UTC',
        rowsPerRequest: input.rowsPerWrite,
      },
      needs: ['deals', 'accounts'],
      required: true,
    },
  ];
}
