// A run kind of your own: what is ordered, what it will use, and where its workflow stands.
import { defineExtension, defineRun, z } from 'firstlight/extension';

const input = z.strictObject({
  hubspot: z.string(),
  slack: z.string(),
  google: z.string(),
  spreadsheetId: z.string(),
  tab: z.string(),
  mostDeals: z.int().min(1).default(10_000),
});

const weeklyDeals = defineRun({
  kind: 'weeklyDeals',
  title: 'Deals of the week',
  workflow: new URL('./workflows.mjs', import.meta.url),
  input,
  uses: ({ hubspot, slack, google }) => [
    { account: hubspot, tool: 'hubspot.search_deals' },
    { account: slack, tool: 'slack.list_channels' },
    { account: google, tool: 'google.write_sheet' },
  ],
});

export default defineExtension({ name: 'weekly', runs: [weeklyDeals] });
