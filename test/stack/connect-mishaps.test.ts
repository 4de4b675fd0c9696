// Everything that can go wrong between a link and its end: races, replays, other browsers, other servers, other people, and
// providers in trouble. Each ends on a plain page with the right status, and the old grant stays as it was.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { heading, renewalSteps } from '../http/renewal-steps.ts';

let world: ApiWorld;
let tenant: Caller;

beforeAll(async () => {
  world = await startApiWorld({
    world: { tenants: [{ id: 'acme' }, { id: 'globex' }] },
  });
  tenant = await world.newTenant();
});
afterAll(() => world?.stop());

const owner = () => world.sandbox.tenants[0]!.users[0]!.user;
const stranger = () => world.sandbox.tenants[1]!.users[0]!.user;
const { account, linkFor, depart, comeBack, killGrant } = renewalSteps(() => ({ world, tenant }));
const consent = async (authorizeUrl: string, user = owner()) =>
  (await world.sandbox.control.consent({ authorizeUrl, user })).redirectUrl;

describe('two people with one link', () => {
  it('are both told the truth, and the account gets one new grant', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'hubspot' });
    await killGrant(id, grant, 'hubspot.search_deals', {});
    const url = (await account(id)).reauthUrl;
    const [first, second] = [await depart(url), await depart(url)];
    const answers = [await consent(first.authorizeUrl), await consent(second.authorizeUrl)];

    const thanks = await comeBack(answers[0]!, first.cookie);
    const late = await comeBack(answers[1]!, second.cookie);

    expect(heading(thanks.text)).toBe('Thank you');
    expect([heading(late.text), late.status]).toEqual(['Nothing to do', 410]);
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 2 });
  });

  it('swap the grant once even when both come back in the same moment', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'salesforce' });
    const url = await linkFor(id);
    const ways = [await depart(url), await depart(url), await depart(url)];
    const pages = await Promise.all(
      ways.map(async ({ authorizeUrl, cookie }) => comeBack(await consent(authorizeUrl), cookie)),
    );

    expect(pages.map((page) => heading(page.text)).sort()).toEqual([
      'Nothing to do',
      'Nothing to do',
      'Thank you',
    ]);
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 2 });
  });
});

describe('going back and setting out again', () => {
  it('works from either departure of one browser', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'google' });
    const url = await linkFor(id);
    const [first, second] = [await depart(url), await depart(url)];
    const jar = `${first.cookie}; ${second.cookie}`;

    expect(heading((await comeBack(await consent(first.authorizeUrl), jar)).text)).toBe('Thank you');
    expect(heading((await comeBack(await consent(second.authorizeUrl), jar)).text)).toBe('Nothing to do');
  });

  it('shows an answer to an old departure, of an account that recovered meanwhile, that nothing is to be done', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'hubspot' });
    const url = await linkFor(id);
    const { authorizeUrl, cookie } = await depart(url);
    const other = await depart(await linkFor(id));
    await comeBack(await consent(other.authorizeUrl), other.cookie);

    expect(heading((await comeBack(url, null)).text)).toBe('Nothing to do');
    const page = await comeBack(await consent(authorizeUrl), cookie);
    expect([heading(page.text), page.status]).toEqual(['Nothing to do', 410]);
  });
});

describe('the callback', () => {
  it('answers with a redirect to an address without code and state, and its page can be opened again', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'hubspot' });
    const { authorizeUrl, cookie } = await depart(await linkFor(id));
    const callback = await consent(authorizeUrl);

    const answer = await world.as(null).call('GET', callback, undefined, { cookie });

    expect(answer.status).toBe(303);
    const location = answer.headers.get('location')!;
    expect(location).toMatch(/^\/connect\/outcome\/way_[0-9a-f]{32}$/);
    expect(answer.text).toBe('');
    const code = new URL(callback).searchParams.get('code')!;
    for (const page of [await comeBack(location, null), await comeBack(location, null)]) {
      expect([heading(page.text), page.status]).toEqual(['Thank you', 200]);
      expect(page.text).not.toContain(code);
    }
    const logs = world.logOf('api');
    expect(logs).toContain('a person came back from a provider');
    expect(logs).not.toContain(code);
    expect(logs).not.toContain(new URL(callback).searchParams.get('state')!);
  });

  it('does not take an answer that another server claims to have given', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'google' });
    const url = await linkFor(id);
    const { authorizeUrl, cookie } = await depart(url);
    const forged = new URL(await consent(authorizeUrl));
    forged.searchParams.set('iss', 'https://evil.example.com');

    const page = await comeBack(forged.href, cookie);

    expect([heading(page.text), page.status]).toEqual(['That answer cannot be used', 400]);
    expect(page.text).toContain(`href="${url}"`);
    expect(await account(id)).toMatchObject({ tokenVersion: 1 });
  });

  it.each([
    ['temporarily_unavailable', 502, 'Google does not answer', 'in a few minutes'],
    ['invalid_scope', 409, 'Google did not accept it', 'tell whoever sent you the link'],
    ['admin_policy_enforced', 409, 'Google did not accept it', 'Ask the administrator of your Google'],
  ])('turns %s into a page that says what to do next', async (error, status, title, step) => {
    const { id } = await importFresh(world, tenant, { provider: 'google' });
    await world.sandbox.control.setKnobs({
      scope: { provider: 'google' },
      knobs: { refuseConsentAs: { error, description: 'sbx free text' } },
    });
    const { authorizeUrl, cookie } = await depart(await linkFor(id));
    const page = await comeBack(await consent(authorizeUrl), cookie);
    await world.sandbox.control.clearKnobs({ scope: { provider: 'google' } });

    expect([page.status, heading(page.text)]).toEqual([status, title]);
    expect(page.text).toContain(step);
    expect(page.text).not.toContain('sbx free text');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 1 });
  });

  it('shows nobody else what came of it, and knows no state it did not give out', async () => {
    for (const path of ['/oauth/callback', '/oauth/callback?state=x&code=y', '/connect/outcome/way_0']) {
      const page = await comeBack(path, null);
      expect([heading(page.text), page.status]).toEqual(['This page was opened before', 400]);
    }
  });
});

describe('somebody of another organization', () => {
  it('is told kindly, the old grant stays, and an event says so', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'hubspot' });
    const { authorizeUrl, cookie } = await depart(await linkFor(id));

    const page = await comeBack(await consent(authorizeUrl, stranger()), cookie);

    expect([heading(page.text), page.status]).toEqual(['That was another account', 409]);
    expect(page.text).toContain('another organization');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 1 });
    expect((await world.sandbox.control.grants({ grant }))[0]).toMatchObject({ endedBy: null });
    const { items } = (await tenant.call('GET', '/v1/events?limit=200')).body;
    expect(items).toContainEqual(
      expect.objectContaining({
        type: 'agent.auth.identity_mismatch',
        data: expect.objectContaining({ account: id }),
      }),
    );
  });
});

describe('a grant that covers less than the old one', () => {
  const sheets = 'https://www.googleapis.com/auth/spreadsheets';
  const less = async (url: string, untickedScopes: string[]) => {
    const { authorizeUrl, cookie } = await depart(url);
    const { redirectUrl } = await world.sandbox.control.consent({
      authorizeUrl,
      user: owner(),
      untickedScopes,
    });
    return comeBack(redirectUrl, cookie);
  };

  it('does not replace a dead one when what it lacks is needed, and says which', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'google' });
    await killGrant(id, grant, 'http.request', { method: 'GET', path: '/v4/spreadsheets/nobody' });
    const page = await less((await account(id)).reauthUrl, [sheets]);

    expect([heading(page.text), page.status]).toEqual(['A permission is missing', 409]);
    expect(page.text.replaceAll('<wbr>', '')).toContain(`>${sheets}</code>`);
    expect(await account(id)).toMatchObject({ state: 'reauth_required', tokenVersion: 1 });
  });

  it('replaces a dead one when what it lacks was an extra, and the page says so; a good one it does not', async () => {
    const extra = 'https://www.googleapis.com/auth/drive.file';
    const scopes = ['openid', 'https://www.googleapis.com/auth/userinfo.email', sheets, extra];
    const link = (
      await tenant.call('POST', '/v1/accounts/links', { provider: 'google', label: 'Extra', scopes })
    ).body;
    const { authorizeUrl, cookie } = await depart(link.url);
    await comeBack(await consent(authorizeUrl), cookie);
    const { items } = (await tenant.call('GET', '/v1/accounts?limit=200')).body;
    const { id } = items.find((one: { label: string }) => one.label === 'Extra');
    expect((await account(id)).scopes).toContain(extra);

    expect(heading((await less(await linkFor(id), [extra])).text)).toBe('A permission is missing');
    expect(await account(id)).toMatchObject({ tokenVersion: 1 });

    const books = await world.sandbox.control.grants({ provider: 'google', user: owner() });
    const { grant } = books.find((one) => one.scopes.includes(extra))!;
    await killGrant(id, grant, 'http.request', { method: 'GET', path: '/v4/spreadsheets/nobody' });
    const page = await less((await account(id)).reauthUrl, [extra]);
    expect(heading(page.text)).toBe('It works again, but a permission is missing');
    expect(await account(id)).toMatchObject({ state: 'active', tokenVersion: 2, missingScopes: [extra] });
  });
});
