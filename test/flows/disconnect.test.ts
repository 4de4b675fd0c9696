// Disconnecting ends an account for good: revoked at the provider where that harms no other, erased here with its key, and
// not to be brought back by an exchange that was at the provider while it happened.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ApiToolAnswer } from '../../src/demo/api-client.ts';
import { taskQueues } from '../../src/domain/task-queues.ts';
import type { GrantBooks } from '../../src/sandbox/ledger.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let globex: StageTenant;

beforeAll(async () => {
  const tenants = ['acme', 'globex'].map((id) => ({ id, deals: 5, accounts: 5, unmatched: 0 }));
  stage = await startStage({ world: { tenants } }, async (overrides) => ({
    ...overrides,
    // Nobody is at home where HubSpot takes revocations.
    hubspot: { ...overrides.hubspot!, revokeUrl: 'http://127.0.0.1:1/revoke' },
  }));
  acme = await stage.tenant('acme');
  globex = await stage.tenant('globex');
});
afterAll(() => stage.stop());
beforeEach(async () => {
  await stage.control.releaseHeld();
});

const cheapPath: Record<string, string> = {
  hubspot: '/account-info/v3/details',
  salesforce: '/services/data/v62.0/limits',
  google: '/v4/spreadsheets/nowhere',
};
const callOnce = (tenant: StageTenant, { account }: ConnectedAccount): Promise<ApiToolAnswer> =>
  tenant.api.callTool(account.id, 'http.request', { method: 'GET', path: cheapPath[account.provider] });

async function booksOf({ grant }: ConnectedAccount): Promise<GrantBooks> {
  return (await stage.control.grants({ grant: grant.grant }))[0]!;
}

/** What the database still holds that could be opened. */
async function sealedOf({ account }: ConnectedAccount): Promise<unknown[]> {
  const { rows } = await stage.pool.query(
    `select 'token' as what from token_versions where account = $1 and sealed is not null
     union all select 'staged' from grants where account = $1 and (staged_sealed is not null or state in ('active', 'staged'))
     union all select 'key' from data_keys where scope like '%:' || $1
     union all select 'request' from reauth_requests where account = $1 and state = 'open'`,
    [account.id],
  );
  return rows.map((row: { what: string }) => row.what);
}

async function expectGone(tenant: StageTenant, connected: ConnectedAccount): Promise<void> {
  expect(await tenant.api.account(connected.account.id)).toMatchObject({ state: 'disconnected' });
  expect(await sealedOf(connected)).toEqual([]);
  expect(await callOnce(tenant, connected)).toEqual({ status: 'blocked', state: 'disconnected' });
}

it('erases the account with its key and revokes its grant, and says so when asked again too', async () => {
  const salesforce = await acme.connect('salesforce');
  expect(await sealedOf(salesforce)).toEqual(['token', 'staged', 'key']);

  const answer = await acme.api.disconnectAccount(salesforce.account.id);

  expect(answer.revocation).toMatchObject({ kind: 'revoked' });
  expect(answer.account.state).toBe('disconnected');
  expect((await booksOf(salesforce)).endedBy).not.toBeNull();
  await expectGone(acme, salesforce);
  expect(await acme.api.disconnectAccount(salesforce.account.id)).toEqual(answer);
  const events = (await acme.api.events()).filter((event) => event.data.account === salesforce.account.id);
  expect(events.map((event) => event.type)).toEqual(['agent.auth.connected', 'agent.auth.disconnected']);
  await expect(globex.api.disconnectAccount(salesforce.account.id)).rejects.toThrow(/404/);
});

it('does not revoke what another account stands on, and says how many there are', async () => {
  const first = await acme.connect('google');
  const second = await acme.connect('google');

  const answer = await acme.api.disconnectAccount(first.account.id);

  expect(answer.revocation).toMatchObject({ kind: 'shared', siblings: 1 });
  await expectGone(acme, first);
  expect((await callOnce(acme, second)).status).toBe('ok');
  expect((await booksOf(second)).endedBy).toBeNull();

  expect((await acme.api.disconnectAccount(second.account.id)).revocation).toMatchObject({ kind: 'revoked' });
  expect((await booksOf(second)).endedBy).not.toBeNull();
});

it('does not revoke an installation of HubSpot that a colleague’s account of the same portal stands on', async () => {
  await stage.control.setKnobs({ scope: { provider: 'hubspot' }, knobs: { sharedRefreshTokens: true } });
  const first = await acme.connect('hubspot', { person: 0 });
  const second = await acme.connect('hubspot', { person: 1 });
  await stage.control.clearKnobs({ scope: { provider: 'hubspot' } });
  expect(second.grant.tokens.refresh_token).toBe(first.grant.tokens.refresh_token);

  const answer = await acme.api.disconnectAccount(first.account.id);

  expect(answer.revocation).toMatchObject({ kind: 'shared', siblings: 1 });
  await stage.control.expireAccessTokens({ grant: second.grant.grant });
  expect(await callOnce(acme, second)).toMatchObject({ status: 'ok' });
});

it('erases even when the provider cannot be asked to revoke', async () => {
  const hubspot = await globex.connect('hubspot');

  const answer = await globex.api.disconnectAccount(hubspot.account.id);

  expect(answer.revocation.kind).toBe('unanswered');
  await expectGone(globex, hubspot);
});

/** A caller who needs a newer token sends the account's exchange to the provider, where it is held. */
async function holdAnExchange(
  tenant: StageTenant,
  connected: ConnectedAccount,
  { committed } = { committed: true },
) {
  await stage.control.holdNextTokenRequests({ scope: { grant: connected.grant.grant }, committed });
  await stage.control.expireAccessTokens({ grant: connected.grant.grant });
  const caller = callOnce(tenant, connected).catch((error: Error) => error);
  await stage.control.waitForHeld();
  return { caller };
}

it('waits for an exchange that is at the provider, and ends the grant with what came of it', async () => {
  const salesforce = await acme.connect('salesforce');
  const { caller } = await holdAnExchange(acme, salesforce);

  const disconnecting = acme.api.disconnectAccount(salesforce.account.id);
  await until('the account is told', async () => (await statusOf(salesforce)) === 'disconnected');
  await stage.control.releaseHeld();

  expect((await disconnecting).revocation.kind).toBe('revoked');
  await caller;
  await expectGone(acme, salesforce);
  // The exchange was saved, for the provider counts from it; what it brought was revoked and erased.
  expect(await exchangesOf(salesforce)).toEqual(['settled']);
  const books = await booksOf(salesforce);
  expect(books.endedBy).not.toBeNull();
  expect(books.doubleSpends).toBe(0);
});

it('asks nobody for anything when an exchange under way is refused meanwhile', async () => {
  const salesforce = await acme.connect('salesforce');
  const { caller } = await holdAnExchange(acme, salesforce, { committed: false });
  await stage.control.revoke({ grant: salesforce.grant.grant });

  const disconnecting = acme.api.disconnectAccount(salesforce.account.id);
  await until('the account is told', async () => (await statusOf(salesforce)) === 'disconnected');
  await stage.control.releaseHeld();
  await disconnecting;
  await caller;
  await untilEnded(acme, salesforce);

  await expectGone(acme, salesforce);
  expect(await exchangesOf(salesforce)).toEqual(['refused']);
  const events = (await acme.api.events()).filter((event) => event.data.account === salesforce.account.id);
  expect(events.map((event) => event.type)).toEqual(['agent.auth.connected', 'agent.auth.disconnected']);
});

it('is not undone by an exchange whose answer comes home when the account is gone', async () => {
  const salesforce = await globex.connect('salesforce');
  const { caller } = await holdAnExchange(globex, salesforce);
  // The exchange loses the lock it holds, as it would in a worker that is cut off from the database, and lives on.
  await stage.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'firstlight-exchange' and datname = current_database() and state = 'idle in transaction'`,
  );

  const { revocation } = await globex.api.disconnectAccount(salesforce.account.id);
  expect(revocation.kind).toBe('revoked');
  await expectGone(globex, salesforce);
  await stage.control.releaseHeld();
  await caller;
  await untilEnded(globex, salesforce);

  await expectGone(globex, salesforce);
  expect(await exchangesOf(salesforce)).not.toContain('settled');
  expect((await booksOf(salesforce)).endedBy).not.toBeNull();
});

it('stays gone when its workflow is asked, told or started again', async () => {
  const salesforce = await acme.connect('salesforce');
  await acme.api.disconnectAccount(salesforce.account.id);

  await stage.temporal.workflow.signalWithStart('accountWorkflow', {
    workflowId: workflowIdOf(acme, salesforce),
    taskQueue: taskQueues.workflows,
    args: [{ ref: { tenant: 'acme', account: salesforce.account.id } }],
    signal: 'reauthorized',
  });
  await untilEnded(acme, salesforce);

  await expectGone(acme, salesforce);
  expect(await exchangesOf(salesforce)).toEqual([]);
});

const workflowIdOf = (tenant: StageTenant, { account }: ConnectedAccount): string =>
  `account:${tenant.id}:${account.id}`;

const untilEnded = (tenant: StageTenant, connected: ConnectedAccount) =>
  until('its workflow has come to an end', async () => {
    const { status } = await stage.temporal.workflow.getHandle(workflowIdOf(tenant, connected)).describe();
    return status.name === 'COMPLETED';
  });

async function statusOf(connected: ConnectedAccount): Promise<string> {
  const status = await stage.temporal.workflow.getHandle(workflowIdOf(acme, connected)).query<{
    readonly snapshot: { readonly state: string };
  }>('status');
  return status.snapshot.state;
}

async function exchangesOf({ account }: ConnectedAccount): Promise<string[]> {
  const { rows } = await stage.pool.query(
    'select status from exchanges where account = $1 order by started_at',
    [account.id],
  );
  return rows.map((row: { status: string }) => row.status);
}
