// The API against everything its own document allows and much that it does not: no answer that the document does not know, no
// error of ours, and nothing of another tenant. The same requests each time; random ones by hand:
// FIRSTLIGHT_FUZZ_SECONDS=600 FIRSTLIGHT_FUZZ_SEED=7.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, type Caller, operatorKey, startApiWorld } from '../http/api-world.ts';
import { furnishTenant, type StandIns } from '../support/furnished-tenant.ts';
import { fuzz } from '../support/schemathesis.ts';

const { FIRSTLIGHT_FUZZ_SECONDS: seconds, FIRSTLIGHT_FUZZ_SEED: seed = '1' } = process.env;
const operatorPaths = /^\/v1\/(tenants|provider-apps)/;
/** Behind the proxy it is the provider who answers, in words of its own. */
const tenantPaths = /^\/v1\/(?!tenants|provider-apps)(?!.*\/proxy\/)/;
/** In everything the neighbor has. */
const canary = 'neighbor-canary-7f3a';

let world: ApiWorld;
let tenant: Caller & { readonly key: string };
let things: StandIns;
let folder: string;

beforeAll(async () => {
  world = await startApiWorld({
    world: {
      tenants: [
        { id: 'acme', deals: 5, accounts: 5 },
        { id: canary, deals: 5, accounts: 5 },
      ],
    },
  });
  tenant = await world.newTenant();
  const [ownUser, neighborsUser] = world.sandbox.tenants.map(({ users }) => users[0]!.user);
  things = await furnishTenant(world, tenant, { mark: 'own', user: ownUser! });
  await furnishTenant(world, await world.newTenant(), { mark: canary, user: neighborsUser! });
  folder = mkdtempSync(join(tmpdir(), 'firstlight-fuzz-'));
  await writeDocument(join(folder, 'openapi.json'));
}, 240_000);
afterAll(async () => {
  await world?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** The document, whose examples are of the tenant's own things: so that what is found, and not only what is not, is judged. */
async function writeDocument(file: string): Promise<void> {
  let text = (await tenant.call('GET', '/openapi.json')).text;
  for (const [example, id] of Object.entries(things))
    text = text.replaceAll(`"${example}"`, JSON.stringify(id));
  writeFileSync(file, text);
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
        document: join(folder, 'openapi.json'),
        apiUrl: world.stack.apiUrl,
        key: keyOf(),
        examples: 12,
        random:
          seconds === undefined
            ? null
            : { seed: Number(seed), seconds: Math.ceil(Number(seconds) / (who === 'a tenant' ? 1 : 4)) },
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
