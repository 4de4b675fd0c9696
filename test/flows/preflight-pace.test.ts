// Ten thousand accounts before the night: asked about at the pace their provider's app has, whoever asks and however many
// ask at once; and what the pace leaves room for, measured on this machine and printed.
import { loadavg } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiPreflight } from '../../src/demo/api-client.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const paced = { provider: 'hubspot', perSecond: 20, accountsOfEach: 30 };
const unpaced = { provider: 'slack', perSecond: 1_000, accounts: 200 };
let stage: Stage;
let tenants: StageTenant[];

beforeAll(async () => {
  stage = await startStage(
    { world: { tenants: ['acme', 'globex'].map((id) => ({ id, deals: 4, accounts: 4, unmatched: 0 })) } },
    async (overrides) => ({
      ...overrides,
      hubspot: { ...overrides.hubspot!, probesPerSecond: paced.perSecond },
      slack: { ...overrides.slack!, probesPerSecond: unpaced.perSecond },
    }),
  );
  tenants = [await stage.tenant('acme'), await stage.tenant('globex')];
});
afterAll(() => stage.stop());

async function connectMany(tenant: StageTenant, provider: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  const lane = async (): Promise<void> => {
    while (ids.length < count) {
      const place = ids.push('') - 1;
      ids[place] = (await tenant.connect(provider)).account.id;
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return ids;
}

async function preflight(tenant: StageTenant, accounts: readonly string[]): Promise<ApiPreflight> {
  const end = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = await tenant.api.startPreflight({ until: end, accounts });
  return until(
    'the preflight is done',
    async () => {
      const found = await tenant.api.preflight(id);
      return found.state === 'done' ? found : null;
    },
    100_000,
  );
}

it('keeps the pace of an app over two tenants that ask at once, and leaves no account out', async () => {
  const accounts = await Promise.all(
    tenants.map((tenant) => connectMany(tenant, paced.provider, paced.accountsOfEach)),
  );
  const since = Date.now();

  const found = await Promise.all(tenants.map((tenant, place) => preflight(tenant, accounts[place]!)));

  for (const { accounts: all, probed, good } of found) {
    expect([all, probed, good]).toEqual([paced.accountsOfEach, paced.accountsOfEach, paced.accountsOfEach]);
  }
  const asked = (await stage.control.calls({ provider: paced.provider, since }))
    .filter(({ path }) => path.includes('introspect'))
    .map(({ at }) => at)
    .sort((one, other) => one - other);
  expect(asked).toHaveLength(2 * paced.accountsOfEach);
  // Never ahead of the pace: the n-th question comes no sooner than n moments after the first, a batch that came late aside.
  const tookMs = asked.at(-1)! - asked[0]!;
  expect(tookMs).toBeGreaterThanOrEqual(((asked.length - paced.perSecond) / paced.perSecond) * 1_000);
});

it('costs its workflow a few dozen events for hundreds of accounts, and is fast enough for ten thousand in ten minutes', async () => {
  const [acme] = tenants;
  const accounts = await connectMany(acme!, unpaced.provider, unpaced.accounts);

  const found = await preflight(acme!, accounts);

  const tookMs = Date.parse(found.endedAt!) - Date.parse(found.createdAt);
  const perSecond = unpaced.accounts / (tookMs / 1_000);
  expect([found.accounts, found.probed, found.good]).toEqual([200, 200, 200]);
  const { historyLength } = await stage.temporal.workflow.getHandle(`preflight:acme:${found.id}`).describe();
  expect(historyLength).toBeLessThan(60);
  // A figure, not a test: it is what this machine does beside whatever else it does.
  process.stderr.write(
    `preflight without a pace: ${perSecond.toFixed(1)} accounts a second, 10,000 in ${(10_000 / perSecond / 60).toFixed(1)} min (load ${loadavg()[0]!.toFixed(1)})\n`,
  );
});
