// The page a person sees, as a browser reads it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { authorizationRequest, get, postForm } from './requests.ts';

let sandbox: Sandbox;
const provider = (id: string) => sandbox.providerOverrides[id]!;

beforeAll(async () => {
  sandbox = await startSandbox({
    appName: 'Night & <Day>',
    world: {
      tenants: [
        { id: 'acme', name: 'Acme' },
        { id: 'globex', name: 'Globex', people: 80 },
      ],
    },
  });
});
afterAll(() => sandbox.stop());

const pageFor = async (id: string, scope: string, extra: Record<string, string> = {}) =>
  (await get(authorizationRequest(provider(id), scope, extra).authorizeUrl)).text;

describe('the page', () => {
  it('names the app, the provider, the people and what they are', async () => {
    const html = await pageFor('hubspot', 'oauth crm.objects.deals.read');

    expect(html).toContain('<html lang="en">');
    expect(html).toContain('<h1>Night &#38; &#60;Day&#62; wants to use your HubSpot account</h1>');
    expect(html).toContain('Dana Rivera — Acme (admin)</label>');
    expect(html).toContain('Robin Sandberg — Acme (member)</label>');
    expect(html).toMatch(/See your deals <code>crm\.objects\.deals\.read<\/code>/);
    expect(html).toContain('<button name="decision" value="allow">Allow</button>');
    expect(html).toContain('<button name="decision" value="deny">Deny</button>');
  });

  it('gives Google a checkbox for each scope that may be left out, and the others none', async () => {
    const sheets = 'https://www.googleapis.com/auth/spreadsheets';

    const google = await pageFor('google', `openid ${sheets}`);
    const salesforce = await pageFor('salesforce', 'api refresh_token');

    expect(
      [...google.matchAll(/type="checkbox" name="scope" value="([^"]+)" checked/g)].map(([, value]) => value),
    ).toEqual([sheets]);
    expect(salesforce).not.toContain('type="checkbox"');
  });

  it('puts every control into a label and marks the person the app hinted at, wherever they stand', async () => {
    const hinted = sandbox.tenants[1]!.users[79]!.user;

    const html = await pageFor('google', 'openid email', { login_hint: hinted });

    expect([...html.matchAll(/<input type="radio"/g)].length).toBe(61);
    expect([...html.matchAll(/<label><input type="radio"/g)].length).toBe(61);
    expect([...html.matchAll(/value="([^"]+)" required checked/g)].map(([, value]) => value)).toEqual([
      hinted,
    ]);
  });

  it('does not let a request write into the page', async () => {
    const html = await pageFor('hubspot', 'oauth "><script>alert(1)</script>');

    expect(html).not.toContain('<script>');
  });
});

describe('the form', () => {
  it('asks again, with the reason, when nobody was chosen', async () => {
    const { authorizeUrl } = authorizationRequest(provider('google'), 'openid');
    const query = new URL(authorizeUrl).search.slice(1);

    const answer = await postForm(authorizeUrl, { request: query, decision: 'allow' });

    expect(answer.status).toBe(403);
    expect(answer.text).toContain('<p role="alert" class="note">Choose who you are first.</p>');
  });

  it('checks the request again, so that a changed form gets no code', async () => {
    const { authorizeUrl } = authorizationRequest(provider('google'), 'openid');
    const query = new URLSearchParams(new URL(authorizeUrl).search);
    query.set('client_id', 'somebody-else');

    const answer = await postForm(authorizeUrl, {
      request: query.toString(),
      user: sandbox.tenants[0]!.users[0]!.user,
      decision: 'allow',
    });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });
});

describe('a request that is not right', () => {
  it.each([
    ['without a redirect', { redirect_uri: '' }, 'redirect_uri is missing'],
    [
      'with a redirect that is no web address',
      { redirect_uri: 'javascript:alert(1)' },
      'not an http(s) address',
    ],
    ['for something else than a code', { response_type: 'token' }, 'response_type must be'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'must be S256'],
    ['for no scope', { scope: '' }, 'asks for no scope'],
  ])('%s is refused on the page', async (_, changes, words) => {
    const { authorizeUrl } = authorizationRequest(provider('google'), 'openid', changes);

    const page = await get(authorizeUrl);

    expect(page.status).toBe(400);
    expect(page.text).toContain(words);
  });
});
