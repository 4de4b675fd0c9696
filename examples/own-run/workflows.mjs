// The workflow of the run kind: read side by side, decide by what is proven, write. It may be replayed at any time, so it does
// nothing itself: every act is a step.
import { defineRunWorkflow } from 'firstlight/workflow';

export const weeklyDeals = defineRunWorkflow(async (run, input) => {
  const [deals] = await Promise.all([
    run.step('deals', {
      account: input.hubspot,
      tool: 'hubspot.search_deals',
      input: { properties: ['dealname', 'amount'], pageSize: 20 },
    }),
    run.step('channels', { account: input.slack, tool: 'slack.list_channels', required: false }),
  ]);
  if (deals.state === 'done' && deals.receipt.rows > input.mostDeals) {
    run.giveUp(`${deals.receipt.rows} deals are more than one tab is to hold`);
  }
  await run.step('sheet', {
    account: input.google,
    tool: 'google.write_sheet',
    input: {
      spreadsheetId: input.spreadsheetId,
      tab: input.tab,
      columns: [
        { header: 'Deal', field: 'id' },
        { header: 'Name', field: 'dealname' },
        { header: 'Amount', field: 'amount' },
      ],
      rows: { rowsOf: 'deals' },
    },
  });
});
