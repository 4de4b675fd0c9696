// Calls the tool of firstlight.mjs once on the tenant's HubSpot account.
import { createFirstlight } from 'firstlight/client';

const firstlight = createFirstlight({
  url: process.env.FIRSTLIGHT_URL,
  key: process.env.FIRSTLIGHT_TENANT_KEY,
});

let hubspot = null;
for await (const account of firstlight.each('/v1/accounts')) {
  if (account.provider === 'hubspot' && account.state !== 'disconnected') hubspot ??= account;
}
if (hubspot === null) throw new Error('Connect a HubSpot account first: POST /v1/accounts/links.');

const answer = await firstlight.callTool(hubspot.id, 'acme.large_deals', { atLeast: 10_000 });
switch (answer.status) {
  case 'ok':
    console.log(`${answer.receipt.rows} large deals of ${answer.receipt.announced}`);
    break;
  case 'empty':
    console.log('HubSpot says that there are no large deals.');
    break;
  case 'blocked':
    console.log(`blocked: ${answer.reauthUrl ?? answer.state}`);
    process.exit(2);
    break;
  case 'failed':
    console.log(`failed: ${answer.problem.message}`);
    process.exit(1);
}
