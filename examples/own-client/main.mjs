// A program that uses a customer's accounts: one call now, then a durable run, and what each is worth.
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

const input = { properties: ['dealname', 'amount'] };
const answer = await firstlight.callTool(hubspot.id, 'hubspot.search_deals', input);
switch (answer.status) {
  case 'ok':
    console.log(`${answer.receipt.rows} deals of ${answer.receipt.announced}`);
    break;
  case 'empty':
    console.log('HubSpot says that there are no deals.');
    break;
  case 'blocked':
    console.log(`blocked: ${answer.reauthUrl ?? answer.state}`);
    process.exit(2);
    break;
  case 'failed':
    console.log(`failed: ${answer.problem.message}`);
    process.exit(1);
}

const started = await firstlight.post('/v1/runs', {
  body: {
    kind: 'steps',
    name: 'All deals',
    input: { steps: [{ id: 'deals', account: hubspot.id, tool: 'hubspot.search_deals', input }] },
  },
});
let run = started;
while (run.state !== 'ended') {
  await new Promise((resolve) => setTimeout(resolve, 500));
  run = await firstlight.get('/v1/runs/{id}', { params: { path: { id: started.id } } });
}
console.log(`the run is ${run.verdict}, with ${run.gaps.length} gaps`);
