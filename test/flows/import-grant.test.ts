// A web app that runs OAuth itself hands over a new grant for an account that is there: it is compared like one from the
// callback, and what is not taken leaves the old grant as it was (promise 7).
import type { Client } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connectClient } from '../../src/temporal/connection.ts';
import { type Answer, type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { importBody } from '../support/stage.ts';
import { until } from '../support/until.ts';

interface Connected {
  readonly id: string;
  /** At the sandbox. */
  readonly grant: string;
  readonly user: string;
}

let world: ApiWorld;
let acme: Caller & { readonly id: string };
let pool: pg.Pool;
let temporal: Client;
const customer = (id: string) => ({ id, deals: 5, accounts: 2, unmatched: 0 });

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [customer('acme'), customer('cobalt')] } });
  acme = await world.newTenant('acme');
  pool = new pg.Pool({ connectionString: world.databaseUrl, max: 2 });
  ({ client: temporal } = await connectClient(
    {
      address: inject('temporalAddress'),
      namespace: world.namespace,
    },
    world.payloads,
  ));
});
afterAll(async () => {
  await pool.end();
  await temporal.connection.close();
  await world.stop();
});

const control = () => world.sandbox.control;
const userOf = (tenant: number, person: number): string => world.sandbox.tenants[tenant]!.users[person]!.user;
const connect = async (provider: string, tenant: Caller = acme): Promise<Connected> => {
  const user = userOf(0, 0);
  const { id, grant } = await importFresh(world, tenant, { provider, user });
  return { id, grant, user };
};

async function bodyOf(
  provider: string,
  user: string,
  more: { readonly scopes?: readonly string[]; readonly fields?: Record<string, unknown> } = {},
): Promise<{ readonly grant: string; readonly body: Record<string, unknown> }> {
  const minted = await control().grant({ provider, user, ...(more.scopes && { scopes: [...more.scopes] }) });
  const { provider: _, label: __, ...body } = importBody(provider, minted);
  return { grant: minted.grant, body: { ...body, ...more.fields } };
}

const importInto = (id: string, body: unknown): Promise<Answer> =>
  acme.call('POST', `/v1/accounts/${id}/import`, body);
const stateOf = async (id: string): Promise<string> =>
  (await acme.call('GET', `/v1/accounts/${id}`)).body.state;
const hint = ({ id }: Connected): Promise<void> =>
  temporal.workflow.getHandle(`account:acme:${id}`).signal('providerHint');

/** The provider's books of the grant an account stands on: an exchange of it is asked for, and seen to come. */
async function standsOn(mine: Connected, grant: string): Promise<boolean> {
  const exchanges = async () => (await control().grants({ grant }))[0]!.exchanges;
  const version = async () => (await acme.call('GET', `/v1/accounts/${mine.id}`)).body.tokenVersion as number;
  const before = { exchanges: await exchanges(), version: await version() };
  await hint(mine);
  await until(
    'an exchange has been kept',
    async () => (await version()) > before.version && (await exchanges()) > before.exchanges,
  );
  return true;
}

const eventsOf = async ({ id }: Connected): Promise<string[]> => {
  const { rows } = await pool.query('select type from events where account = $1 order by sequence', [id]);
  return rows.map(({ type }) => type);
};

describe.each(['google', 'hubspot', 'salesforce', 'slack'])('a new grant of %s', (provider) => {
  it('brings a dead account of the same person back', async () => {
    const mine = await connect(provider);
    await acme.call('POST', `/v1/accounts/${mine.id}/check`);
    await control().revoke({ grant: mine.grant });
    await hint(mine);
    await until('it asks', async () => (await stateOf(mine.id)) === 'reauth_required');

    const renewed = await bodyOf(provider, mine.user);
    const answer = await importInto(mine.id, renewed.body);

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      outcome: 'adopted',
      missing: [],
      account: { id: mine.id, state: 'active', tokenVersion: 2 },
    });
    expect(await standsOn(mine, renewed.grant)).toBe(true);
    expect(await eventsOf(mine)).toContain('agent.auth.reauthorized');
  });
});

it('takes the place of a grant that is good', async () => {
  const mine = await connect('google');
  const renewed = await bodyOf('google', mine.user);

  expect((await importInto(mine.id, renewed.body)).body).toMatchObject({
    outcome: 'adopted',
    account: { state: 'active', tokenVersion: 2 },
  });
  expect(await standsOn(mine, renewed.grant)).toBe(true);
});

it('is not taken from another person, whatever the web app says of it', async () => {
  const mine = await connect('google');
  const subject = (
    await pool.query('select external_subject from connected_accounts where id = $1', [mine.id])
  ).rows[0].external_subject as string;
  const others = await bodyOf('google', userOf(0, 1), { fields: { externalSubject: subject } });

  const answer = await importInto(mine.id, others.body);

  expect([answer.status, answer.body.outcome]).toEqual([409, 'identity_mismatch']);
  expect(answer.body.account).toMatchObject({ state: 'active', tokenVersion: 1 });
  expect(await standsOn(mine, mine.grant)).toBe(true);
  expect(await eventsOf(mine)).toContain('agent.auth.identity_mismatch');
});

it('is taken from another administrator where the grant is the organization’s, and not from another organization', async () => {
  const mine = await connect('hubspot');

  const foreign = await bodyOf('hubspot', userOf(1, 0));
  expect((await importInto(mine.id, foreign.body)).body.outcome).toBe('identity_mismatch');
  const colleagues = await bodyOf('hubspot', userOf(0, 1));
  expect((await importInto(mine.id, colleagues.body)).body.outcome).toBe('adopted');
});

it('is not taken when it covers less than the account would lose', async () => {
  const mine = await connect('google');
  const less = await bodyOf('google', mine.user, {
    scopes: ['openid', 'email'],
    fields: { scopes: ['openid', 'https://www.googleapis.com/auth/userinfo.email'] },
  });

  const answer = await importInto(mine.id, less.body);

  expect([answer.status, answer.body.outcome]).toEqual([409, 'scopes_missing']);
  expect(answer.body.missing[0]).toMatchObject({
    scope: 'https://www.googleapis.com/auth/spreadsheets',
    breaks: expect.arrayContaining([expect.objectContaining({ tool: 'google.write_sheet' })]),
  });
  expect(await standsOn(mine, mine.grant)).toBe(true);
});

it('is not taken without a refresh token', async () => {
  const mine = await connect('google');
  const { body } = await bodyOf('google', mine.user, { fields: { refreshToken: undefined } });

  const answer = await importInto(mine.id, body);

  expect([answer.status, answer.body.outcome]).toEqual([409, 'no_refresh_token']);
});

it('waits for the exchange that is under way, and comes after it', async () => {
  const mine = await connect('google');
  await acme.call('POST', `/v1/accounts/${mine.id}/check`);
  await control().holdNextTokenRequests({ scope: { grant: mine.grant } });
  await hint(mine);
  await control().waitForHeld();
  const renewed = await bodyOf('google', mine.user);

  const asked = importInto(mine.id, renewed.body);
  await until('it is staged', async () => {
    const { rows } = await pool.query(`select 1 from grants where account = $1 and state = 'staged'`, [
      mine.id,
    ]);
    return rows.length === 1;
  });
  await control().releaseHeld();
  const answer = await asked;

  // Version 2 is the exchange's.
  expect(answer.body).toMatchObject({ outcome: 'adopted', account: { state: 'active', tokenVersion: 3 } });
  expect(await standsOn(mine, renewed.grant)).toBe(true);
});

it('is answered alike when the request is sent again, and its refresh token is not presented again for it', async () => {
  const mine = await connect('salesforce');
  const renewed = await bodyOf('salesforce', mine.user);

  const first = await importInto(mine.id, renewed.body);
  await standsOn(mine, renewed.grant);
  const again = await importInto(mine.id, renewed.body);

  expect([first.body.outcome, again.body.outcome]).toEqual(['adopted', 'adopted']);
  expect(again.body.account.tokenVersion).toBe(3);
  expect((await control().grants({ grant: renewed.grant }))[0]!.doubleSpends).toBe(0);
});

it('is not taken again after another one took its place', async () => {
  const mine = await connect('salesforce');
  const [first, second] = [await bodyOf('salesforce', mine.user), await bodyOf('salesforce', mine.user)];
  await importInto(mine.id, first.body);
  await importInto(mine.id, second.body);

  const again = await importInto(mine.id, first.body);

  expect([again.status, again.body.outcome]).toEqual([409, 'superseded']);
  expect(await standsOn(mine, second.grant)).toBe(true);
});

it('is refused where another account stands on the same single-use token', async () => {
  const mine = await connect('salesforce');
  const minted = await control().grant({ provider: 'salesforce', user: mine.user });
  const other = (await acme.call('POST', '/v1/accounts/import', importBody('salesforce', minted))).body;
  const { provider: _, label: __, ...body } = importBody('salesforce', minted);

  const answer = await importInto(mine.id, body);

  expect(answer.status).toBe(422);
  expect(answer.body.errors).toEqual([
    { in: 'body', pointer: '/refreshToken', detail: expect.stringContaining(other.id) },
  ]);
});

it('does not revive an account that was disconnected', async () => {
  const mine = await connect('google');
  await acme.call('DELETE', `/v1/accounts/${mine.id}`);
  const { body } = await bodyOf('google', mine.user);

  const answer = await importInto(mine.id, body);

  expect([answer.status, answer.body.code]).toEqual([409, 'account.disconnected']);
  expect(await stateOf(mine.id)).toBe('disconnected');
});

it('reaches no account of another tenant', async () => {
  const cobalt = await world.newTenant('cobalt');
  const mine = await connect('google', cobalt);
  const { body } = await bodyOf('google', mine.user);

  const answer = await importInto(mine.id, body);

  expect([answer.status, answer.body.code]).toEqual([404, 'account.unknown']);
});

it('says all mistakes of a body at once, and no token of it', async () => {
  const mine = await connect('google');
  const { body } = await bodyOf('google', mine.user);

  const answer = await importInto(mine.id, {
    accessToken: body.accessToken,
    expiresAt: Date.now() - 60_000,
    apiBaseUrl: 'https://sheets.example.com',
  });

  expect(answer.status).toBe(422);
  const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  expect(pointers).toEqual(['/apiBaseUrl', '/expiresAt']);
  expect(JSON.stringify(answer.body)).not.toContain(body.accessToken);
});
