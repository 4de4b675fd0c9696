// A person connects a new account by a link: who may be sent where, what is stored, and what a link is good for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../src/store/db.ts';
import { type ApiWorld, type Caller, startApiWorld } from '../http/api-world.ts';
import { heading, renewalSteps } from '../http/renewal-steps.ts';
import { findCanaries } from '../support/canary.ts';

const app = 'https://app.example.com/settings';
let world: ApiWorld;
let tenant: Caller;

beforeAll(async () => {
  world = await startApiWorld({}, { FIRSTLIGHT_RETURN_URLS: app });
  tenant = await world.newTenant();
});
afterAll(() => world?.stop());

const owner = () => world.sandbox.tenants[0]!.users[0]!.user;
const { account, depart, comeBack } = renewalSteps(() => ({ world, tenant }));

const askLink = (body: object) => tenant.call('POST', '/v1/accounts/links', body);
const linkFor = async (body: object): Promise<string> => (await askLink(body)).body.url;
const accounts = async (): Promise<{ id: string; label: string }[]> =>
  (await tenant.call('GET', '/v1/accounts?limit=200')).body.items;

/** The whole way, by somebody who agrees; answers what the callback answered. */
async function agree(url: string, more: { untickedScopes?: string[]; allow?: boolean } = {}) {
  const { authorizeUrl, cookie } = await depart(url);
  const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: owner(), ...more });
  const answer = await world.as(null).call('GET', redirectUrl, undefined, { cookie });
  return { answer, redirectUrl, cookie, location: answer.headers.get('location') ?? '' };
}

describe('a link to connect', () => {
  it.each(['google', 'hubspot', 'salesforce', 'slack'])(
    'makes an account of %s that works',
    async (provider) => {
      const label = `${provider} by link`;
      const link = await askLink({ provider, label });
      expect(link.status).toBe(201);
      expect(Date.parse(link.body.expiresAt)).toBeGreaterThan(Date.now());

      const { location } = await agree(link.body.url);
      const page = await world.as(null).call('GET', location);

      expect(page.status).toBe(200);
      expect(page.text).toContain('is connected');
      const [made] = (await accounts()).filter((one) => one.label === label);
      const view = await account(made!.id);
      expect(view).toMatchObject({ state: 'active', provider, tokenVersion: 1 });
      expect(view.externalSubject).toEqual(expect.any(String));
      expect(view.missingScopes).toBeUndefined();
      const check = await tenant.call('POST', `/v1/accounts/${made!.id}/check`);
      expect(check.body).toMatchObject({ check: 'holds' });
      const { items } = (await tenant.call('GET', '/v1/events?limit=200')).body;
      const events = items.filter((event: { data: { account?: string } }) => event.data.account === made!.id);
      expect(events).toMatchObject([
        { type: 'agent.auth.connected', sequence: 1, data: { provider, label } },
      ]);
    },
  );

  it('says what is asked on its page, and changes nothing by being read', async () => {
    const before = (await accounts()).length;
    const page = await comeBack(await linkFor({ provider: 'google', label: 'Reports' }), null);

    expect(heading(page.text)).toMatch(
      /^Firstlight asks for your permission to use Google \(Reports\) for Tenant t-/,
    );
    expect((await accounts()).length).toBe(before);
  });

  it('works once, and is kept in no form that could be turned into a link', async () => {
    const url = await linkFor({ provider: 'hubspot', label: 'Once' });
    await agree(url);

    const again = await comeBack(url, null);
    expect(again.status).toBe(410);
    expect(again.text).toContain('given already');
    expect((await world.as(null).call('POST', url)).status).toBe(410);
    expect((await accounts()).filter((one) => one.label === 'Once')).toHaveLength(1);

    const pool = openPool(world.databaseUrl, { size: 1, name: 'test' });
    const signature = url.split('.').at(-1)!;
    for (const table of ['connect_requests', 'departures', 'reauth_requests', 'events', 'idempotency_keys']) {
      const { rows } = await pool.query(`select ${table}::text as text from ${table}`);
      expect(
        rows.filter((row: { text: string }) => row.text.includes(signature)),
        table,
      ).toEqual([]);
    }
    await pool.end();
  });

  it('connects one account when two people come back with it', async () => {
    const url = await linkFor({ provider: 'hubspot', label: 'Race' });
    const ways = [await depart(url), await depart(url)];
    const answers = await Promise.all(
      ways.map(async ({ authorizeUrl, cookie }) => {
        const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: owner() });
        return comeBack(redirectUrl, cookie);
      }),
    );

    const headings = answers.map((page) => heading(page.text)).sort();
    expect(headings).toEqual(['Nothing to do', 'Thank you']);
    expect((await accounts()).filter((one) => one.label === 'Race')).toHaveLength(1);
  });

  it('stays good when the person declines, and nothing is made', async () => {
    const url = await linkFor({ provider: 'google', label: 'Declined' });
    const { location } = await agree(url, { allow: false });
    const page = await world.as(null).call('GET', location);

    expect(heading(page.text)).toBe('You did not allow it');
    expect(page.text).toContain('was not connected');
    expect((await accounts()).filter((one) => one.label === 'Declined')).toEqual([]);
    expect((await comeBack(url, null)).status).toBe(200);
  });

  it('connects without a permission that was left out, says at once what that breaks, and gets it later', async () => {
    const url = await linkFor({ provider: 'google', label: 'Unticked' });
    const scope = 'https://www.googleapis.com/auth/spreadsheets';
    const page = await world.as(null).call('GET', (await agree(url, { untickedScopes: [scope] })).location);

    expect(heading(page.text)).toBe('Connected, but a permission is missing');
    expect(page.text.replaceAll('<wbr>', '')).toContain(`>${scope}</code>`);
    expect(page.text).toContain('Writes rows into one tab of a Google sheet');
    const [made] = (await accounts()).filter((one) => one.label === 'Unticked');
    expect(await account(made!.id)).toMatchObject({ state: 'active', missingScopes: [scope] });

    const again = /class="do" href="([^"]+)"/.exec(page.text)![1]!;
    const { location } = await agree(again);
    expect(heading((await world.as(null).call('GET', location)).text)).toBe('Thank you');
    const whole = await account(made!.id);
    expect(whole).toMatchObject({ tokenVersion: 2 });
    expect(whole.missingScopes).toBeUndefined();
  });
});

describe('the way back to the web app', () => {
  it('tells it the account and that it is connected, and nothing secret', async () => {
    const url = await linkFor({ provider: 'hubspot', label: 'Back', returnUrl: `${app}?tab=2` });
    const { answer, location } = await agree(url);

    expect(answer.status).toBe(303);
    const [made] = (await accounts()).filter((one) => one.label === 'Back');
    expect(location).toBe(`${app}?tab=2&account=${made!.id}&status=connected`);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('tells it that an account is renewed, or was declined, by the link it asked for', async () => {
    const [made] = await accounts();
    const path = `/v1/accounts/${made!.id}/reauth-links`;
    const ask = async (): Promise<string> => (await tenant.call('POST', path, { returnUrl: app })).body.url;

    const declined = await world.as(null).call('POST', `${await ask()}/decline`);
    expect(declined.headers.get('location')).toBe(`${app}?account=${made!.id}&status=declined`);
    const refused = await agree(await ask(), { allow: false });
    expect(refused.location).toBe(`${app}?account=${made!.id}&status=declined`);
    const { location } = await agree(await ask());
    expect(location).toBe(`${app}?account=${made!.id}&status=reauthorized`);
  });

  it.each([
    ['somebody else’s', 'https://evil.example.com/settings', 'FIRSTLIGHT_RETURN_URLS'],
    ['not encrypted', 'http://app.example.com/settings', 'https://'],
    ['no address at all', 'settings', 'whole URL'],
  ])('is refused when it is %s, at both kinds of link', async (_, returnUrl, words) => {
    const [made] = await accounts();
    const answers = [
      await askLink({ provider: 'google', returnUrl }),
      await tenant.call('POST', `/v1/accounts/${made!.id}/reauth-links`, { returnUrl }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(422);
      expect(body.errors).toMatchObject([{ pointer: '/returnUrl' }]);
      expect(body.errors[0].detail).toContain(words);
    }
  });
});

describe('a wish for a link', () => {
  it.each([
    ['a provider there is not', { provider: 'nobody' }, '/provider'],
    ['two scopes in one', { provider: 'google', scopes: ['openid email'] }, '/scopes/0'],
    ['no scope', { provider: 'google', scopes: [] }, '/scopes'],
    ['a field nobody knows', { provider: 'google', redirect: app }, '/redirect'],
  ])('is refused with %s, and says where the mistake is', async (_, body, pointer) => {
    const answer = await askLink(body);

    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });

  it('needs a tenant’s key', async () => {
    expect((await world.as(null).call('POST', '/v1/accounts/links', { provider: 'google' })).status).toBe(
      401,
    );
  });
});

it('keeps secrets out of every page, redirect and answer', () => {
  expect(world.answers.length).toBeGreaterThan(50);
  expect(world.answers.flatMap((text) => findCanaries('answer', text))).toEqual([]);
});
