// Orders a run of the kind in firstlight.mjs and says what it is worth.
import { createFirstlight } from 'firstlight/client';

const firstlight = createFirstlight({
  url: process.env.FIRSTLIGHT_URL,
  key: process.env.FIRSTLIGHT_TENANT_KEY,
});

const accounts = {};
for await (const { id, provider, state } of firstlight.each('/v1/accounts')) {
  if (state !== 'disconnected') accounts[provider] ??= id;
}
const { hubspot, slack, google } = accounts;

const started = await firstlight.startRun({
  kind: 'weeklyDeals',
  input: { hubspot, slack, google, spreadsheetId: process.env.SPREADSHEET_ID, tab: 'Deals' },
});
let run = started;
while (run.state !== 'ended') {
  await new Promise((resolve) => setTimeout(resolve, 500));
  run = await firstlight.get('/v1/runs/{id}', { params: { path: { id: started.id } } });
}
console.log(`${run.name}: ${run.verdict}, ${run.stepsDone} steps, ${run.gaps.length} gaps`);
