// One refusal stands for many causes: what the product knows itself, from its own books, tells them apart (promise 6), and
// what passes by itself is asked of nobody. On a real database, because the evidence is what is stored.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ApiAccount } from '../../src/demo/api-client.ts';
import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import { callWithRefusedToken, cheapPath } from '../support/crash.ts';
import { reauthorize } from '../support/reauthorize.ts';
import {
  type ConnectedAccount,
  importBody,
  type Stage,
  type StageTenant,
  startStage,
} from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage(
    { world: { tenants: [{ id: 'acme', deals: 4, accounts: 4, unmatched: 0, people: 3 }] } },
    // Short enough to see a token refused in the midst of the life it is believed to have.
    async (overrides) => ({
      ...overrides,
      salesforce: { ...overrides.salesforce!, accessTokenLifetimeSeconds: 40 },
    }),
  );
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());
afterEach(async () => {
  for (const provider of ['google', 'salesforce']) await stage.control.clearKnobs({ scope: { provider } });
});

type Shown = ApiAccount & {
  readonly grantEndsAt: string | null;
  readonly expiresAt: string;
  readonly diagnosis?: Diagnosis;
};
const show = async ({ account }: ConnectedAccount) => (await acme.api.account(account.id)) as Shown;

it('shows when a grant ends by the provider’s word, names that end when it has come, and forgets it with the next grant', async () => {
  await stage.control.setKnobs({ scope: { provider: 'google' }, knobs: { refreshLifetimeSeconds: 2 } });
  const before = Date.now();
  const connected = await acme.connect('google');
  const endsAt = Date.parse((await show(connected)).grantEndsAt!);
  expect(endsAt).toBeGreaterThanOrEqual(before);
  expect(endsAt).toBeLessThanOrEqual(Date.now() + 2_000);

  await until('the grant is over', async () => Date.now() > endsAt + 1_000);
  expect(await callWithRefusedToken(stage, acme, connected)).toMatchObject({ status: 'blocked' });

  const dead = await show(connected);
  expect(dead).toMatchObject({
    state: 'reauth_required',
    diagnosis: { cause: 'refresh_token_max_age', actor: 'person', confidence: 'certain' },
  });
  expect(Date.parse(String(dead.diagnosis!.facts.grantEndedAt))).toBe(endsAt);

  await stage.control.clearKnobs({ scope: { provider: 'google' } });
  expect((await reauthorize(dead.reauthUrl!, connected)).status).toBe(200);
  expect(await show(connected)).toMatchObject({ state: 'active', grantEndsAt: null });
});

it('learns of a grant’s end from an exchange that states it', async () => {
  const knobs = { refreshLifetimeSeconds: 3_600, rotation: 'rotating' as const };
  await stage.control.setKnobs({ scope: { provider: 'google' }, knobs });
  const { user } = stage.sandbox.tenants[0]!.users[2]!;
  const grant = await stage.control.grant({ provider: 'google', user });
  const { grantEndsAt: _, ...body } = importBody('google', grant);
  const connected = { account: await acme.api.importAccount(body), grant, user };
  expect((await show(connected)).grantEndsAt).toBeNull();

  expect(await callWithRefusedToken(stage, acme, connected)).toMatchObject({ status: 'ok' });

  const endsInMs = Date.parse((await show(connected)).grantEndsAt!) - Date.now();
  expect(endsInMs).toBeGreaterThan(3_500_000);
  expect(endsInMs).toBeLessThan(3_600_000);
});

it('says how often an account’s grants ended by the organization’s session length before', async () => {
  const connected = await acme.connect('google', { person: 1 });
  const grants = { provider: 'google', user: connected.user };
  const refuse = async (): Promise<Shown> => {
    await stage.control.setKnobs({
      scope: { provider: 'google' },
      knobs: { refuseRefreshAs: 'session_control' },
    });
    await stage.control.expireAccessTokens(grants);
    const answer = await acme.api.callTool(connected.account.id, 'http.request', {
      method: 'GET',
      path: cheapPath.google,
    });
    expect(answer).toMatchObject({ status: 'blocked' });
    await stage.control.clearKnobs({ scope: { provider: 'google' } });
    return show(connected);
  };

  const first = await refuse();
  expect(first.diagnosis).toMatchObject({ cause: 'session_policy', actor: 'person' });
  expect(first.diagnosis!.facts).not.toHaveProperty('recurrences');
  await reauthorize(first.reauthUrl!, connected);

  expect((await refuse()).diagnosis).toMatchObject({
    cause: 'session_policy',
    actor: 'person',
    summary: expect.stringContaining('once before'),
    facts: { recurrences: 1 },
  });
});

it('finds that the provider dropped the oldest grant of a person who gave more than it keeps', async () => {
  const oldest = await acme.connect('salesforce');
  for (let count = 0; count < 5; count++) await acme.connect('salesforce');

  expect(await callWithRefusedToken(stage, acme, oldest)).toMatchObject({ status: 'blocked' });

  expect((await show(oldest)).diagnosis).toMatchObject({
    cause: 'token_cap_evicted',
    actor: 'person',
    confidence: 'likely',
    facts: { newerGrants: 5, liveGrantLimit: 5 },
  });
});

it('asks nobody when logins are limited, and lets the app’s other accounts exchange meanwhile', async () => {
  const limited = await acme.connect('salesforce', { person: 1 });
  const other = await acme.connect('salesforce', { person: 2 });
  await stage.control.setKnobs({
    scope: { grant: limited.grant.grant },
    knobs: { refuseRefreshAs: 'login_rate' },
  });

  await expect(callWithRefusedToken(stage, acme, limited)).rejects.toThrow(
    /grant\.not_fresh_yet.*Salesforce limits logins for the moment\. \(next try in 1 h\)/,
  );
  expect(await callWithRefusedToken(stage, acme, other)).toMatchObject({ status: 'ok' });

  expect((await show(limited)).state).toBe('active');
  const { rows } = await stage.pool.query(
    'select status, retry_after_ms from exchanges where account = $1 order by started_at',
    [limited.account.id],
  );
  expect(rows.map((row) => ({ ...row, retry_after_ms: Number(row.retry_after_ms) }))).toEqual([
    { status: 'unsent', retry_after_ms: 3_600_000 },
  ]);
});

it('learns from a token refused early how long the next one lives, where nobody states it', async () => {
  await stage.control.setKnobs({ scope: { provider: 'salesforce' }, knobs: { canIntrospect: false } });
  const connected = await acme.connect('salesforce', { person: 1 });
  const first = await show(connected);
  const issuedAt = Date.parse(first.expiresAt) - 40_000;

  await until('a tenth of the believed life is over', async () => Date.now() > issuedAt + 4_000);
  expect(await callWithRefusedToken(stage, acme, connected)).toMatchObject({ status: 'ok' });

  const { rows } = await stage.pool.query(
    `select extract(epoch from expires_at - issued_at)::float8 as life, refused_at is not null as refused
     from token_versions where account = $1 order by version`,
    [connected.account.id],
  );
  expect(rows).toEqual([
    { life: 40, refused: true },
    { life: expect.any(Number), refused: false },
  ]);
  expect(rows[1].life).toBeGreaterThan(3.9);
  expect(rows[1].life).toBeLessThan(20);
});
