// Reads the records of the tenant's Hooli account through `http.request`, which every provider's accounts have.
import { createFirstlight } from 'firstlight/client';

const firstlight = createFirstlight({
  url: process.env.FIRSTLIGHT_URL,
  key: process.env.FIRSTLIGHT_TENANT_KEY,
});

let hooli = null;
for await (const account of firstlight.each('/v1/accounts')) {
  if (account.provider === 'hooli' && account.state !== 'disconnected') hooli ??= account;
}
if (hooli === null) {
  const { url } = await firstlight.post('/v1/accounts/links', { body: { provider: 'hooli' } });
  console.log(`connect a Hooli account first: ${url}`);
  process.exit(3);
}

const answer = await firstlight.callTool(hooli.id, 'http.request', { method: 'GET', path: '/records' });
switch (answer.status) {
  case 'ok':
    console.log(`Hooli answered ${answer.result.value.status}: ${answer.result.value.body.records} records`);
    break;
  case 'blocked':
    console.log(`blocked: ${answer.reauthUrl ?? answer.state}`);
    process.exit(2);
    break;
  default:
    console.log(`${answer.status}: ${answer.problem?.message}`);
    process.exit(1);
}
