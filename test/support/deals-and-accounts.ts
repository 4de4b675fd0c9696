// The steps of the usual night without its sheet: the deals, and the accounts they name, in pages so small that a test can come
// in between.
import type { ConnectedAccount } from './stage.ts';

export const readDealsAndAccounts = (
  hubspot: Pick<ConnectedAccount, 'account'>,
  salesforce: Pick<ConnectedAccount, 'account'>,
) => [
  {
    id: 'deals',
    account: hubspot.account.id,
    tool: 'hubspot.search_deals',
    input: { pageSize: 20, properties: ['salesforce_account_id'] },
  },
  {
    id: 'accounts',
    account: salesforce.account.id,
    tool: 'salesforce.accounts_by_ids',
    input: { ids: { rowsOf: 'deals', field: 'salesforce_account_id' }, fields: ['Name'], batchSize: 5 },
  },
];
