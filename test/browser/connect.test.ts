// A person connects and renews accounts in a real Chromium, scripts switched off, against the running stack: the whole way
// from the link over the provider's own page to where they are sent afterwards.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPool } from '../../src/store/db.ts';
import { type ApiWorld, type Caller, importFresh, operatorKey, startApiWorld } from '../http/api-world.ts';
import { renewalSteps } from '../http/renewal-steps.ts';
import { startServer, type TestServer } from '../support/http-server.ts';
import { type BrowsingPerson, launchChromium, newPerson, phone } from './browse.ts';

const sheets = 'https://www.googleapis.com/auth/spreadsheets';
let browser: Browser;
let webApp: TestServer;
let world: ApiWorld;
let tenant: Caller;
let person: BrowsingPerson;

beforeAll(async () => {
  browser = await launchChromium();
  webApp = await startServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Acme</title><h1>Settings of Acme</h1>');
  });
  world = await startApiWorld({}, { FIRSTLIGHT_RETURN_URLS: webApp.url });
  const made = await world.as(operatorKey).call('POST', '/v1/tenants', { id: 'acme', name: 'Acme' });
  tenant = world.as(made.body.apiKey);
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
  await webApp?.stop();
});
beforeEach(async () => {
  person = await newPerson(browser);
  return async () => {
    expect(person.complaints).toEqual([]);
    // No address a person could go back to, send on or bookmark holds a code or a state.
    expect(
      person.seen.filter((url) => /[?&](code|state)=/.test(url) && url.includes('/oauth/callback')),
    ).toEqual([]);
    await person.context.close();
  };
});

const owner = () => world.sandbox.tenants[0]!.users[0]!.user;
const colleague = () => world.sandbox.tenants[0]!.users[1]!.user;
const { account, linkFor, killGrant } = renewalSteps(() => ({ world, tenant }));
const connectLink = async (body: object): Promise<string> =>
  (await tenant.call('POST', '/v1/accounts/links', body)).body.url;

/** What finds out that a grant is dead. */
const reads = {
  hubspot: ['hubspot.search_deals', {}],
  salesforce: ['salesforce.query', { soql: 'SELECT Id FROM Account' }],
  google: ['http.request', { method: 'GET', path: '/v4/spreadsheets/nobody' }],
} as const;

async function deadAccount(provider: keyof typeof reads, label: string) {
  const { id, grant } = await importFresh(world, tenant, { provider, body: { label } });
  const [tool, input] = reads[provider];
  await killGrant(id, grant, tool, input);
  return { id, url: (await account(id)).reauthUrl as string };
}

describe('connecting an account', () => {
  it('leads from the link over the provider back to the web app, which learns the account', async () => {
    await person.page.goto(
      await connectLink({ provider: 'google', label: 'Night report', returnUrl: webApp.url }),
    );
    expect(await person.heading()).toBe(
      'Firstlight asks for your permission to use Google (Night report) for Acme.',
    );
    await person.photograph('ask-desktop');

    await person.press('Continue to Google');
    await person.decide({ user: owner() });

    expect(await person.heading()).toBe('Settings of Acme');
    const url = new URL(person.page.url());
    expect(url.searchParams.get('status')).toBe('connected');
    expect(await account(url.searchParams.get('account')!)).toMatchObject({
      state: 'active',
      label: 'Night report',
    });
  });

  it('says at once which permission was left out, and takes it when the person tries again', async () => {
    await person.page.goto(
      await connectLink({ provider: 'google', label: 'Unticked', returnUrl: webApp.url }),
    );
    await person.press('Continue to Google');
    await person.decide({ user: owner(), untick: sheets });

    expect(await person.heading()).toBe('Connected, but a permission is missing');
    expect(await person.page.getByRole('listitem').textContent()).toContain(sheets);
    expect(await person.page.getByRole('listitem').textContent()).toContain('Writes rows into one tab');
    await person.photograph('missing-permission-desktop');
    await person.press('Try again');
    await person.press('Continue to Google');
    await person.decide({ user: owner() });

    const url = new URL(person.page.url());
    expect(url.searchParams.get('status')).toBe('reauthorized');
    expect((await account(url.searchParams.get('account')!)).missingScopes).toBeUndefined();
  });

  it('can be done by keyboard alone, with a visible focus', async () => {
    await person.page.goto(await connectLink({ provider: 'hubspot', label: 'Keys' }));
    await person.page.keyboard.press('Tab');
    const focused = person.page.locator(':focus');
    expect(await focused.textContent()).toBe('Continue to HubSpot');
    const outline = await person.page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');

    await person.page.keyboard.press('Enter');
    await person.page.waitForURL(/authorize/);
    await person.decide({ user: owner() });

    expect(await person.heading()).toBe('Thank you');
  });
});

describe('renewing an account', () => {
  it('brings it back; reloading and going back are harmless', async () => {
    const { id, url } = await deadAccount('hubspot', 'Deals');
    await person.page.goto(url);
    await person.press('Continue to HubSpot');
    await person.decide({ user: owner() });
    expect(await person.heading()).toBe('Thank you');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 2 });

    await person.page.reload();
    expect(await person.heading()).toBe('Thank you');
    await person.page.goBack();
    // The provider's page again: a second yes finds that the first was taken.
    await person.decide({ user: owner() });
    expect(await person.heading()).toBe('Thank you');
    await person.page.goto(url);
    expect(await person.heading()).toBe('Nothing to do');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 2 });
  });

  it('goes on after the person went back to the page of the link and set out again', async () => {
    const { id, url } = await deadAccount('salesforce', 'Accounts');
    await person.page.goto(url);
    await person.press('Continue to Salesforce');
    await person.page.goBack();
    await person.press('Continue to Salesforce');
    await person.decide({ user: owner() });

    expect(await person.heading()).toBe('Thank you');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 2 });
  });

  it('tells somebody else kindly that they are not the owner, and takes the owner afterwards', async () => {
    const { id, url } = await deadAccount('salesforce', 'Accounts of Acme');
    await person.page.goto(url);
    await person.press('Continue to Salesforce');
    await person.decide({ user: colleague() });

    expect(await person.heading()).toBe('That was another account');
    await person.photograph('another-account-desktop');
    expect(await account(id)).toMatchObject({ state: 'reauth_required', tokenVersion: 1 });
    await person.press('Try again');
    await person.press('Continue to Salesforce');
    await person.decide({ user: owner() });
    expect(await person.heading()).toBe('Thank you');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 2 });
  });

  it('leaves a good account as it is when a permission is left out', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'google', body: { label: 'Good' } });
    await person.page.goto(await linkFor(id));
    await person.press('Continue to Google');
    await person.decide({ user: owner(), untick: sheets });

    expect(await person.heading()).toBe('A permission is missing');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 1 });
  });
});

describe('saying no', () => {
  it('is possible at the provider, and the link stays good', async () => {
    const { id, url } = await deadAccount('google', 'Report');
    await person.page.goto(url);
    await person.press('Continue to Google');
    await person.decide({ user: owner(), no: true });

    expect(await person.heading()).toBe('You did not allow it');
    expect((await account(id)).state).toBe('reauth_required');
    await person.press('Try again');
    expect(await person.heading()).toContain('needs your permission again');
  });

  it('is possible on our page, and can be taken back', async () => {
    const { url } = await deadAccount('google', 'Report');
    await person.page.setViewportSize(phone);
    await person.page.goto(url);
    await person.photograph('ask-again-phone');
    await person.press('I can’t do this');

    expect(await person.heading()).toBe('All right');
    await person.page.reload();
    expect(await person.heading()).toBe('All right');
    await person.press('I can do it after all');
    expect(await person.heading()).toContain('needs your permission again');
  });
});

describe('a link that does not open', () => {
  it('says that it has expired and whom to ask', async () => {
    const { id, url } = await deadAccount('hubspot', 'Late');
    const pool = openPool(world.databaseUrl, { size: 1, name: 'test' });
    await pool.query(
      "update reauth_requests set expires_at = now() - interval '1 minute' where account = $1",
      [id],
    );
    await pool.end();

    const response = await person.page.goto(url);

    expect(response!.status()).toBe(410);
    expect(await person.heading()).toBe('This link does not open');
    expect(await person.page.getByText('Ask whoever sent it for a new one').isVisible()).toBe(true);
  });
});
