// A person renews an account in a browser: the way there, the way back, and every way in which it must not work.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../src/store/db.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { heading, renewalSteps } from '../http/renewal-steps.ts';
import { findCanaries } from '../support/canary.ts';
import { until } from '../support/until.ts';

let world: ApiWorld;
let tenant: Caller;

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [{ id: 'acme', admins: 2 }, { id: 'birch' }] } });
  tenant = await world.newTenant();
});

afterAll(async () => {
  await world?.stop();
});

const owner = () => world.sandbox.tenants[0]!.users[0]!.user;
/** An administrator, as the owner is. */
const colleague = () => world.sandbox.tenants[0]!.users[1]!.user;
const stranger = () => world.sandbox.tenants[1]!.users[0]!.user;

const { account, linkFor, depart, comeBack, killGrant } = renewalSteps(() => ({ world, tenant }));

describe('the page behind a link', () => {
  it('asks in one sentence, with one control that goes on, and reading it changes nothing', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'google', body: { label: 'Night report' } });
    const url = await linkFor(id);

    const pages = [await comeBack(url, null), await comeBack(url, null)];

    for (const page of pages) {
      expect(page.status).toBe(200);
      expect(heading(page.text)).toContain('needs your permission again to use Google (Night report)');
      expect([...page.text.matchAll(/<(?:button|input|a)\b[^>]*>([^<]*)/g)].map(([, text]) => text)).toEqual([
        'Continue to Google',
        'I can’t do this',
      ]);
      expect(page.text).toContain('>Continue to Google</button>');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.headers.getSetCookie()).toEqual([]);
    }
  });

  it('sets out with state and PKCE, bound to this browser', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'google' });

    const answer = await world.as(null).call('POST', await linkFor(id));

    const url = new URL(answer.headers.get('location')!);
    expect(url.origin + url.pathname).toBe(world.sandbox.providerOverrides.google!.authorizeUrl);
    expect(url.searchParams.get('state')).toMatch(/^[\w-]{40,}$/);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('redirect_uri')).toBe(`${world.stack.apiUrl}/oauth/callback`);
    expect(answer.headers.getSetCookie()[0]).toMatch(/; Path=\/oauth\/callback; HttpOnly; SameSite=Lax$/);
  });

  it('does not open with a link that was altered or never made', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'google' });
    const { id: otherId } = await importFresh(world, tenant, { provider: 'google' });
    const [one, other] = [new URL(await linkFor(id)), new URL(await linkFor(otherId))];
    const [request] = one.pathname.split('.');
    const [, signature] = other.pathname.split('.');

    for (const path of [`${request}.${signature}`, request!, '/connect/x', '/connect/x.y']) {
      const page = await world.as(null).call('GET', path);

      expect(page.status).toBe(404);
      expect(heading(page.text)).toBe('This link does not open');
      expect((await world.as(null).call('POST', path)).status).toBe(404);
    }
  });
});

describe('a link that has run out', () => {
  it('says so, and is good again once another is asked for', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'google' });
    const url = await linkFor(id);
    const pool = openPool(world.databaseUrl, { size: 1, name: 'test' });
    await pool.query(
      "update reauth_requests set expires_at = now() - interval '1 minute' where account = $1",
      [id],
    );
    await pool.end();

    const expired = await comeBack(url, null);
    expect(expired.status).toBe(410);
    expect(expired.text).toContain('Ask whoever sent it for a new one');
    expect((await world.as(null).call('POST', url)).status).toBe(410);

    const link = (await tenant.call('POST', `/v1/accounts/${id}/reauth-links`)).body;
    expect(Date.parse(link.expiresAt)).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    expect((await comeBack(link.url, null)).status).toBe(200);
  });
});

describe('coming back from the provider', () => {
  it('brings a dead account back, after which link and answer are used up', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'hubspot' });
    await killGrant(id, grant, 'hubspot.search_deals', {});
    const dead = await account(id);
    expect(dead).toMatchObject({ state: 'reauth_required', nextRefresh: null });
    expect(dead.diagnosis).toMatchObject({ actor: 'person' });

    const { authorizeUrl, cookie } = await depart(dead.reauthUrl);
    const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: owner() });
    const thanks = await comeBack(redirectUrl, cookie);

    expect(thanks.status).toBe(200);
    expect(heading(thanks.text)).toBe('Thank you');
    expect(thanks.text).toContain('the run goes on by itself');
    const renewed = await account(id);
    expect(renewed).toMatchObject({ state: 'active', tokenVersion: 2 });
    expect(renewed.reauthUrl).toBeUndefined();
    const used = await tenant.call('POST', `/v1/accounts/${id}/tools/hubspot.search_deals`, { input: {} });
    expect(used.body).toMatchObject({ status: 'ok', receipt: { rows: 250, announced: 250 } });
    expect(used.body.result.rows).toHaveLength(250);

    const replayed = await comeBack(redirectUrl, null);
    expect(replayed.status).toBe(400);
    expect(heading(replayed.text)).toBe('This page was opened before');
    expect((await comeBack(redirectUrl, cookie)).text).toBe(thanks.text);
    expect(await account(id)).toMatchObject({ tokenVersion: 2 });
    const again = await comeBack(dead.reauthUrl, null);
    expect(again.status).toBe(410);
    expect(again.text).toContain('given already');
    const types = (await tenant.call('GET', '/v1/events?limit=200')).body.items
      .filter((event: { data: { account: string } }) => event.data.account === id)
      .map((event: { type: string }) => event.type);
    expect(types).toEqual(['agent.auth.connected', 'agent.auth.reauth_required', 'agent.auth.reauthorized']);
  });

  it('tells in the event of a dead account where a person renews it, and why', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'google' });
    await killGrant(id, grant, 'http.request', { method: 'GET', path: '/v4/spreadsheets/nobody' });

    const event = await until('the event is there', async () => {
      const { items } = (await tenant.call('GET', '/v1/events?limit=200')).body;
      return items.find(
        (one: { type: string; data: { account: string } }) =>
          one.type === 'agent.auth.reauth_required' && one.data.account === id,
      );
    });

    expect(event.sequence).toBe(2);
    expect(event.data).toMatchObject({
      reauthUrl: (await account(id)).reauthUrl,
      provider: 'google',
      actor: 'person',
      linkExpiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      diagnosis: { cause: expect.any(String) },
    });
  });

  it('does not take an answer with a state nobody left with', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'hubspot' });
    const { authorizeUrl, cookie } = await depart(await linkFor(id));
    const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: owner() });
    const forged = new URL(redirectUrl);
    forged.searchParams.set('state', 'A'.repeat(43));

    const page = await comeBack(forged.href, cookie);

    expect(page.status).toBe(400);
    expect((await account(id)).tokenVersion).toBe(1);
  });

  it.each([
    ['without the cookie', () => null],
    ['with another browser’s cookie', (cookie: string) => `${cookie.split('=')[0]}=${'A'.repeat(43)}`],
  ])('does not take an answer in a browser that did not set out, %s', async (_name, cookieOf) => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'hubspot' });
    const { authorizeUrl, cookie } = await depart(await linkFor(id));
    const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: owner() });

    const page = await comeBack(redirectUrl, cookieOf(cookie));

    expect(page.status).toBe(400);
    expect(heading(page.text)).toBe('This is not the browser you began in');
    expect((await account(id)).tokenVersion).toBe(1);
    // And the state is used up: the right browser does not get it either.
    expect((await comeBack(redirectUrl, cookie)).status).toBe(400);
    expect((await world.sandbox.control.grants({ grant }))[0]).toMatchObject({ endedBy: null });
  });

  it('lets a person say no, changes nothing, and keeps the link', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'salesforce' });
    const url = await linkFor(id);
    const { authorizeUrl, cookie } = await depart(url);
    const { redirectUrl } = await world.sandbox.control.consent({
      authorizeUrl,
      user: owner(),
      allow: false,
    });

    const page = await comeBack(redirectUrl, cookie);

    expect(page.status).toBe(200);
    expect(heading(page.text)).toBe('You did not allow it');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 1 });
    expect((await comeBack(url, null)).status).toBe(200);
  });

  it('does not let somebody else’s grant take the account over', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'salesforce' });
    const { authorizeUrl, cookie } = await depart(await linkFor(id));
    const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: colleague() });

    const page = await comeBack(redirectUrl, cookie);

    expect(page.status).toBe(409);
    expect(heading(page.text)).toBe('That was another account');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 1 });
    expect((await world.sandbox.control.grants({ grant }))[0]).toMatchObject({ endedBy: null });
  });

  it('lets any administrator of the portal renew an installation of HubSpot, and nobody of another portal', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'hubspot' });
    await killGrant(id, grant, 'hubspot.search_deals', {});
    const before = await account(id);
    const renewAs = async (user: string) => {
      const { authorizeUrl, cookie } = await depart(before.reauthUrl);
      const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user });
      return heading((await comeBack(redirectUrl, cookie)).text);
    };

    expect(await renewAs(stranger())).toBe('That was another account');
    expect(await account(id)).toMatchObject({ state: 'reauth_required', tokenVersion: 1 });

    expect(await renewAs(colleague())).toBe('Thank you');
    const after = await account(id);
    expect(after).toMatchObject({
      state: 'active',
      tokenVersion: 2,
      externalOrganization: before.externalOrganization,
    });
    // Whose grant it is now, is what the next renewal is compared with.
    expect(after.externalSubject).not.toBe(before.externalSubject);
    const used = await tenant.call('POST', `/v1/accounts/${id}/tools/hubspot.search_deals`, { input: {} });
    expect(used.body).toMatchObject({ status: 'ok' });
  });

  it('says that the administrator must act when the provider, not the person, said no', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'salesforce' });
    const scope = { provider: 'salesforce' };
    const refuseConsentAs = { error: 'invalid_client', description: 'app must be installed into org' };
    await world.sandbox.control.setKnobs({ scope, knobs: { refuseConsentAs } });
    const { authorizeUrl, cookie } = await depart(await linkFor(id));
    const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: owner() });
    await world.sandbox.control.clearKnobs({ scope });

    const page = await comeBack(redirectUrl, cookie);

    expect(heading(page.text)).toBe('Salesforce did not accept it');
    expect(page.text).toContain('its administrator can do that');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 1 });
  });

  it('does not take a grant that covers less than the old one', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'google' });
    const { authorizeUrl, cookie } = await depart(await linkFor(id));
    const untickedScopes = ['https://www.googleapis.com/auth/spreadsheets'];
    const { redirectUrl } = await world.sandbox.control.consent({
      authorizeUrl,
      user: owner(),
      untickedScopes,
    });

    const page = await comeBack(redirectUrl, cookie);

    expect(page.status).toBe(409);
    expect(heading(page.text)).toBe('A permission is missing');
    expect(page.text.replaceAll('<wbr>', '')).toContain('auth/spreadsheets');
    expect((await account(id)).tokenVersion).toBe(1);
  });

  it('changes nothing while the provider’s token endpoint is away, and lets the person try again', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'hubspot' });
    const url = await linkFor(id);
    const { authorizeUrl, cookie } = await depart(url);
    const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: owner() });
    await world.sandbox.control.addFault({
      provider: 'hubspot',
      on: 'token',
      habit: { kind: 'unavailable' },
    });

    const page = await comeBack(redirectUrl, cookie);

    expect(page.status).toBe(502);
    expect(page.text).toContain(`href="${url}"`);
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 1 });
    await world.sandbox.control.clearFaults();
    const second = await depart(url);
    const answer = await world.sandbox.control.consent({ authorizeUrl: second.authorizeUrl, user: owner() });
    expect(heading((await comeBack(answer.redirectUrl, second.cookie)).text)).toBe('Thank you');
  });

  it('renews two accounts in one browser without mixing them up', async () => {
    const accounts = [
      await importFresh(world, tenant, { provider: 'salesforce' }),
      await importFresh(world, tenant, { provider: 'google' }),
    ];
    const departures = [];
    for (const { id } of accounts) departures.push(await depart(await linkFor(id)));
    const jar = departures.map((departure) => departure.cookie).join('; ');

    for (const { authorizeUrl } of departures) {
      const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: owner() });
      expect(heading((await comeBack(redirectUrl, jar)).text)).toBe('Thank you');
    }

    for (const { id } of accounts) expect(await account(id)).toMatchObject({ tokenVersion: 2 });
  });

  it('keeps a grant that came while no worker ran, and takes it into use afterwards', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'hubspot' });
    await killGrant(id, grant, 'hubspot.search_deals', {});
    const { authorizeUrl, cookie } = await depart((await account(id)).reauthUrl);
    const { redirectUrl } = await world.sandbox.control.consent({ authorizeUrl, user: owner() });
    await world.stack.worker().stop();

    const page = await comeBack(redirectUrl, cookie);

    expect(page.status).toBe(202);
    expect(page.text).toContain('will be picked up');
    expect((await account(id)).state).toBe('reauth_required');
    await world.stack.startWorker();
    await until(
      'the account is active on its new grant',
      async () => {
        const { state, tokenVersion } = await account(id);
        return state === 'active' && tokenVersion === 2;
      },
      60_000,
    );
  });
});

describe('secrets', () => {
  it('are in no page, redirect or answer a person or tenant was given', () => {
    expect(world.answers.length).toBeGreaterThan(50);
    expect(world.answers.flatMap((text) => findCanaries('answer', text))).toEqual([]);
  });
});
