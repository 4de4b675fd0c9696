// The API against everything its own document allows and much that it does not: no answer that the document does not know, no
// error of ours, and nothing of another tenant. Longer by hand: FIRSTLIGHT_FUZZ_SECONDS=600.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, type Caller, importFresh, operatorKey, startApiWorld } from '../http/api-world.ts';
import { fuzz } from '../support/schemathesis.ts';

const seconds = Number(process.env.FIRSTLIGHT_FUZZ_SECONDS ?? 120);
/** By hand only: what is found anew must not stop whoever changed something else. */
const isRandom = process.env.FIRSTLIGHT_FUZZ_SECONDS !== undefined;
const operatorPaths = /^\/v1\/(tenants|provider-apps)/;
/** Behind the proxy it is the provider who answers, in words of its own. */
const tenantPaths = /^\/v1\/(?!tenants|provider-apps)(?!.*\/proxy\/)/;
/** In everything the neighbor has. */
const canary = 'neighbor-canary-7f3a';

let world: ApiWorld;
let tenant: Caller & { readonly key: string };
let folder: string;

beforeAll(async () => {
  world = await startApiWorld();
  tenant = await world.newTenant();
  await furnish(tenant, 'own');
  await furnish(await world.newTenant(), canary);
  folder = mkdtempSync(join(tmpdir(), 'firstlight-fuzz-'));
}, 240_000);
afterAll(async () => {
  await world?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** One of each thing there is, all of it named after its owner. */
async function furnish(owner: Caller, name: string): Promise<void> {
  const { id } = await importFresh(world, owner, { provider: 'hubspot', body: { label: name } });
  const step = {
    id: 'read',
    account: id,
    tool: 'http.request',
    input: { method: 'GET', path: '/account-info/v3/details' },
  };
  const run = { kind: 'steps', name, input: { steps: [step] } };
  const made = [
    await owner.call('PUT', `/v1/contacts/${name}`, {
      name,
      email: `${name}@customer.example`,
      timeZone: 'UTC',
    }),
    await owner.call('PUT', `/v1/webhook-endpoints/${name}`, { url: `https://${name}.example/hook` }),
    await owner.call('PUT', `/v1/schedules/${name}`, { cron: ['0 4 * * *'], timeZone: 'UTC', run }),
    await owner.call('POST', '/v1/runs', run),
  ];
  for (const { status, text } of made) expect(status, text).toBeLessThan(300);
}

/** All it was answered. */
function answersIn(report: string): string {
  return readdirSync(report, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(join(report, name), 'utf8'))
    .join('\n');
}

describe('the API, fuzzed by its own document', () => {
  it.each([
    { who: 'a tenant', paths: tenantPaths, keyOf: () => tenant.key },
    { who: 'the operator', paths: operatorPaths, keyOf: () => operatorKey },
  ])(
    'keeps its word to $who',
    async ({ who, paths, keyOf }) => {
      const reportFolder = mkdtempSync(join(folder, 'report-'));
      const { isClean, output } = await fuzz({
        documentUrl: `${world.stack.apiUrl}/openapi.json`,
        key: keyOf(),
        examples: 12,
        isRandom,
        seconds: who === 'a tenant' ? seconds : Math.ceil(seconds / 4),
        paths,
        // What a document cannot say: that an account, a contact or a provider must exist, that a time must lie ahead.
        excludedChecks: ['positive_data_acceptance'],
        reportFolder,
      });

      expect(isClean, output).toBe(true);
      const answers = answersIn(reportFolder);
      expect(answers.length).toBeGreaterThan(10_000);
      if (who === 'a tenant') expect(answers).not.toContain(canary);
    },
    400_000,
  );
});
