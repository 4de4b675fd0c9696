// The tools there are: a file each in this folder, and a line here. A test fails when one is missing.

import type { ToolDefinition } from './define-tool.ts';
import { googleWriteSheet } from './google-write-sheet.ts';
import { httpRequest } from './http-request.ts';
import { hubspotSearchDeals } from './hubspot-search-deals.ts';
import { hubspotUpsertDeals } from './hubspot-upsert-deals.ts';
import { salesforceAccountsByIds } from './salesforce-accounts-by-ids.ts';
import { salesforceQuery } from './salesforce-query.ts';
import { salesforceUpsert } from './salesforce-upsert.ts';
import { slackListChannels } from './slack-list-channels.ts';
import { slackPostMessage } from './slack-post-message.ts';

export const tools: readonly ToolDefinition[] = [
  googleWriteSheet,
  httpRequest,
  hubspotSearchDeals,
  hubspotUpsertDeals,
  salesforceAccountsByIds,
  salesforceQuery,
  salesforceUpsert,
  slackListChannels,
  slackPostMessage,
];
