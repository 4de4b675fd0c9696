// A provider says by itself that access has ended: the accounts find out within a second, although no refresh was due and no
// probe; and a notice that is false, forged, old or sent again changes nothing.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let cobalt: StageTenant;
const world = (id: string) => ({ id, deals: 5, accounts: 2, unmatched: 0 });

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [world('acme'), world('cobalt')] } });
  [acme, cobalt] = await Promise.all([stage.tenant('acme'), stage.tenant('cobalt')]);
});
afterAll(() => stage.stop());

const urlOf = (provider: string): string => new URL(`/hints/${provider}`, stage.apiUrl).href;
const stateOf = async ({ id }: StageTenant, { account }: ConnectedAccount): Promise<string> => {
  const { rows } = await stage.pool.query(
    'select state from connected_accounts where tenant = $1 and id = $2',
    [id, account.id],
  );
  return rows[0].state;
};
const exchangesOf = async ({ grant }: ConnectedAccount): Promise<number> => {
  const [books] = await stage.control.grants({ grant: grant.grant });
  return books!.exchanges + books!.refusals;
};
const settled = async (one: ConnectedAccount, exchanges: number): Promise<void> => {
  await until('the account has exchanged', async () => (await exchangesOf(one)) === exchanges);
};
/** Told something else afterwards and having answered, it has worked off what it was told before. */
const workedOff = async (tenant: StageTenant, one: ConnectedAccount): Promise<void> => {
  await tenant.api.checkAccount(one.account.id);
};

describe.each([
  { provider: 'slack', event: 'tokens_revoked' },
  { provider: 'slack', event: 'app_uninstalled' },
  { provider: 'google', event: 'tokens-revoked' },
  { provider: 'google', event: 'account-disabled' },
])('$event of $provider', ({ provider, event }) => {
  it('has an account whose grant was revoked ask its person', async () => {
    const [mine, others] = await Promise.all([acme.connect(provider), cobalt.connect(provider)]);
    await Promise.all([workedOff(acme, mine), workedOff(cobalt, others)]);
    await stage.control.revoke({ grant: mine.grant.grant });

    const notice = { provider, user: mine.user, event, url: urlOf(provider) };
    const answer = await stage.control.notify(notice);
    // Nothing else would have looked at it for minutes.
    await until('it asks', async () => (await stateOf(acme, mine)) === 'reauth_required');

    expect(answer).toEqual({ status: 202, body: '' });
    await workedOff(cobalt, others);
    expect([await exchangesOf(others), await stateOf(cobalt, others)]).toEqual([0, 'active']);
  });

  it('costs an account whose grant is fine one exchange, and nothing else, however often it is sent', async () => {
    const mine = await acme.connect(provider, { person: 1 });
    await workedOff(acme, mine);

    const notice = { provider, user: mine.user, event, url: urlOf(provider), times: 3 };
    expect((await stage.control.notify(notice)).status).toBe(202);
    await settled(mine, 1);
    await workedOff(acme, mine);

    expect([await exchangesOf(mine), await stateOf(acme, mine)]).toEqual([1, 'active']);
  });
});

it('answers what the providers send to see whether anybody is there', async () => {
  const user = stage.sandbox.tenants[0]!.users[0]!.user;
  const slack = { provider: 'slack', user, event: 'url_verification', url: urlOf('slack') };
  const google = { provider: 'google', user, event: 'verification', url: urlOf('google') };

  const challenged = await stage.control.notify(slack);
  expect(challenged.status).toBe(200);
  expect(JSON.parse(challenged.body)).toEqual({ challenge: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect((await stage.control.notify(google)).status).toBe(202);
});

it('leaves the accounts of an event alone that ends no access', async () => {
  const mine = await acme.connect('google', { person: 1 });
  await stage.control.notify({
    provider: 'google',
    user: mine.user,
    event: 'account-enabled',
    url: urlOf('google'),
  });
  await workedOff(acme, mine);

  expect(await exchangesOf(mine)).toBe(0);
});

it('refuses what is forged or old, and no account hears of it', async () => {
  const mine = await acme.connect('slack', { person: 1 });
  await workedOff(acme, mine);
  const team = await stage.pool.query(
    'select external_organization from connected_accounts where tenant = $1 and id = $2',
    [acme.id, mine.account.id],
  );
  const body = JSON.stringify({
    type: 'event_callback',
    event_id: 'Ev-forged',
    team_id: team.rows[0].external_organization,
    event: { type: 'app_uninstalled' },
  });
  const send = async (secret: string, at: number) => {
    const timestamp = String(Math.floor(at / 1000));
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` };
    const response = await fetch(urlOf('slack'), { method: 'POST', headers, body });
    return { status: response.status, answer: (await response.json()) as unknown };
  };
  const secret = stage.sandbox.providerOverrides.slack!.noticeSecret!;

  const refused = { status: 400, answer: { err: 'authentication_failed', description: expect.any(String) } };
  expect(await send('a secret of somebody else', Date.now())).toEqual(refused);
  expect(await send(secret, Date.now() - 301_000)).toEqual(refused);
  const unsigned = await fetch(urlOf('google'), { method: 'POST', body: 'hello' });
  expect([unsigned.status, await unsigned.json()]).toEqual([
    400,
    { err: 'invalid_request', description: expect.any(String) },
  ]);
  await workedOff(acme, mine);
  expect(await exchangesOf(mine)).toBe(0);
  expect(stage.logs()).not.toContain(secret);
});

it('takes no notices of providers that send none, or that it does not know', async () => {
  for (const provider of ['salesforce', 'hubspot', 'nobody']) {
    const response = await fetch(urlOf(provider), { method: 'POST', body: '{}' });
    expect([provider, response.status]).toEqual([provider, 404]);
  }
});

it('hints an account whose workflow has to be started for it', async () => {
  const mine = await acme.connect('slack', { person: 1 });
  await workedOff(acme, mine);
  const handle = stage.temporal.workflow.getHandle(`account:acme:${mine.account.id}`);
  await handle.terminate('ended by hand');
  await stage.control.revoke({ grant: mine.grant.grant });

  await stage.control.notify({
    provider: 'slack',
    user: mine.user,
    event: 'app_uninstalled',
    url: urlOf('slack'),
  });

  await until('it asks', async () => (await stateOf(acme, mine)) === 'reauth_required');
});

it('takes up a notice that comes while an exchange is under way whose answer was given before', async () => {
  const mine = await acme.connect('google', { person: 1 });
  await workedOff(acme, mine);
  await stage.control.holdNextTokenRequests({ scope: { grant: mine.grant.grant } });
  await stage.temporal.workflow.getHandle(`account:acme:${mine.account.id}`).signal('providerHint');
  await stage.control.waitForHeld();

  await stage.control.revoke({ grant: mine.grant.grant });
  const notice = { provider: 'google', user: mine.user, event: 'tokens-revoked', url: urlOf('google') };
  expect((await stage.control.notify(notice)).status).toBe(202);
  await stage.control.releaseHeld();

  await until('it asks', async () => (await stateOf(acme, mine)) === 'reauth_required');
  expect((await acme.api.account(mine.account.id)).tokenVersion).toBe(2);
});
