// The order of one customer's deal report, as `POST /v1/runs` takes it.

import type { DealReportOrder } from '../domain/deal-report.ts';

interface Connected {
  readonly account: { readonly id: string };
}

export const orderDealReport = (order: {
  readonly name: string;
  readonly accounts: {
    readonly hubspot: Connected;
    readonly salesforce: Connected;
    readonly google: Connected;
  };
  readonly spreadsheetId: string;
  readonly tab: string;
  readonly pageSizes: Pick<DealReportOrder, 'dealsPerPage' | 'accountsPerBatch' | 'rowsPerWrite'>;
}) => ({
  kind: 'dealReport',
  name: order.name,
  input: {
    accounts: {
      hubspot: order.accounts.hubspot.account.id,
      salesforce: order.accounts.salesforce.account.id,
      google: order.accounts.google.account.id,
    },
    spreadsheetId: order.spreadsheetId,
    tab: order.tab,
    ...order.pageSizes,
  },
});
