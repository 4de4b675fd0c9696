// A provider of the user's own, in code: the packed package and the example installed in an empty folder. The authorization
// server is one nobody here wrote, with replay detection, behind a token endpoint with habits no standard has.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiAccount } from '../../src/demo/api-client.ts';
import { createProviders } from '../../src/providers/registry.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { obtainGrant } from '../support/code-flow.ts';
import { type InstalledExamples, installExamples } from '../support/examples.ts';
import { answerJson, startServer, type TestServer } from '../support/http-server.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const accessTokenSeconds = 6;

let authority: AuthorizationServer;
let login: TestServer;
let records: TestServer;
let examples: InstalledExamples;
let stage: Stage;
let acme: StageTenant;
let account: ApiAccount;
const asked: string[] = [];
/** So many exchanges to come are refused with BUSY, before anybody looks at them. */
let busyFor = 0;
let refusedAsBusy = 0;

beforeAll(async () => {
  authority = await startAuthorizationServer({ accessTokenSeconds });
  login = await startServer((request, response) => {
    if (busyFor > 0) {
      busyFor -= 1;
      refusedAsBusy += 1;
      return answerJson(response, 200, { ok: false, code: 'BUSY' });
    }
    const { authorization, 'content-type': type } = request.headers;
    const headers = { authorization: authorization!, 'content-type': type! };
    void fetch(`${authority.issuer}/token`, { method: 'POST', headers, body: request.body }).then(
      async (answer) => {
        const body = (await answer.json()) as { error?: string };
        answerJson(
          response,
          200,
          answer.ok
            ? { ok: true, data: body }
            : {
                ok: false,
                code: body.error === 'invalid_grant' ? 'GRANT_GONE' : 'OTHER',
                reason: body.error,
              },
        );
      },
    );
  });
  records = await startServer((request, response) => {
    asked.push(request.url ?? '');
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    void authority.ownerOf(token).then((owner) => {
      answerJson(response, owner === null ? 401 : 200, owner === null ? {} : { records: 3 });
    });
  });
  examples = await installExamples(['own-provider']);
  const client = authority.clients.plain;
  stage = await startStage({}, undefined, undefined, undefined, {
    scriptOf: examples.scriptOf,
    environment: {
      FIRSTLIGHT_EXTENSIONS: join(examples.folder, 'own-provider/firstlight.mjs'),
      HOOLI_LOGIN_URL: login.url,
      HOOLI_API_URL: records.url,
      HOOLI_CLIENT_ID: client.id,
      HOOLI_CLIENT_SECRET: client.secret,
    },
  });
  acme = await stage.tenant('acme');
}, 300_000);
afterAll(async () => {
  await stage?.stop();
  examples?.remove();
  await Promise.all([records, login, authority].map((server) => server?.stop()));
});

const play = () =>
  examples.play('own-provider', { FIRSTLIGHT_URL: stage.apiUrl, FIRSTLIGHT_TENANT_KEY: acme.key });

const expiryOf = async (): Promise<number> =>
  Date.parse(((await acme.api.account(account.id)) as ApiAccount & { readonly expiresAt: string }).expiresAt);

/** A grant as a web app that ran the code flow itself would have it. */
async function connect(): Promise<ApiAccount> {
  const { id, secret } = authority.clients.plain;
  const plain = createProviders({
    builtIn: [],
    files: [
      {
        id: 'plain',
        name: 'Plain',
        authorizeUrl: `${authority.issuer}/auth`,
        tokenUrl: `${authority.issuer}/token`,
        apiOrigins: [records.url],
        scopes: ['openid', 'offline_access'],
        authorizeParams: { prompt: 'consent' },
        clientId: id,
        clientSecret: secret,
        clientAuth: 'basic',
        pkce: true,
        refreshTokens: 'single-use',
      },
    ],
    clients: {},
  }).get('plain');
  const { tokens, issuedAt, lifetimeMs } = await obtainGrant(plain, authority);
  return acme.api.importAccount({
    provider: 'hooli',
    accessToken: tokens.accessToken.reveal(),
    refreshToken: tokens.refreshToken!.reveal(),
    expiresAt: issuedAt + lifetimeMs!,
  });
}

it('can be connected by a link, which leads to its own login', async () => {
  const { status, text } = await play();
  expect(status).toBe(3);
  const url = /http\S+/.exec(text)![0];
  expect(await (await fetch(url)).text()).toContain('Continue to Hooli');
});

it('is used and refreshed in its own dialect, one exchange a boundary, through a stall of its own', async () => {
  account = await connect();
  expect(account).toMatchObject({ provider: 'hooli', state: 'active' });
  expect(await play()).toEqual({ status: 0, text: 'Hooli answered 200: 3 records\n' });

  busyFor = 2;
  for (let boundary = 0; boundary < 2; boundary++) {
    await sleep((await expiryOf()) - Date.now());
    expect(await play()).toMatchObject({ status: 0, text: expect.stringContaining('3 records') });
  }
  expect(refusedAsBusy).toBe(2);
  expect(authority.troubles).toEqual([]);
  expect(authority.books(authority.clients.plain).exchanges).toBeGreaterThanOrEqual(2);
  expect((await acme.api.account(account.id)).tokenVersion).toBe(
    authority.books(authority.clients.plain).exchanges + 1,
  );
});

it('is looked at before a night by the request it named', async () => {
  expect(asked).not.toContain('/records?limit=1');
  const { id } = await acme.api.startPreflight({
    accounts: [account.id],
    until: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const done = await until('it has been asked about', async () => {
    const preflight = await acme.api.preflight(id);
    return preflight.state === 'done' ? preflight : null;
  });
  expect(done).toMatchObject({ accounts: 1, probed: 1 });
  expect(asked).toContain('/records?limit=1');
});

it('ends in the words of its own refusals when its grant is gone', async () => {
  await authority.endGrant(authority.clients.plain);
  await sleep(Math.max(0, (await expiryOf()) - Date.now()));
  expect(await play()).toEqual({
    status: 2,
    text: expect.stringMatching(/^blocked: http\S+\/connect\/\S+\n$/),
  });
  expect(await acme.api.account(account.id)).toMatchObject({
    state: 'reauth_required',
    diagnosis: {
      cause: 'user_revoked',
      actor: 'person',
      confidence: 'certain',
      facts: { error: 'GRANT_GONE' },
    },
  });
});

it('is refused without its client, in words that name the variables', async () => {
  const { url } = await stage.startApi({ environment: { HOOLI_CLIENT_ID: '' } });
  const answer = await fetch(new URL('/v1/accounts/links', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${acme.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'hooli', label: randomBytes(4).toString('hex') }),
  });
  expect(answer.ok).toBe(false);
  expect(await answer.text()).toContain('HOOLI_CLIENT_ID and HOOLI_CLIENT_SECRET');
});

it('carries declarations that hold a provider to what must be there', async () => {
  const { text } = await examples.compile(`
    import { defineProvider } from 'firstlight/extension';
    const whole = {
      id: 'a', name: 'A', authorizeUrl: 'https://a.example/a', tokenUrl: 'https://a.example/t', apiOrigins: [], scopes: [],
      clientAuth: 'basic', pkce: true, refreshTokens: 'single-use',
    } as const;
    defineProvider(whole);
    defineProvider({ ...whole, refreshTokens: 'sometimes' });
    defineProvider({ ...whole, clientSecret: 'never here' });
  `);
  const lines = text.split('\n').filter((line) => line.includes('error TS'));
  expect(lines.map((line) => Number(/mts\((\d+),/.exec(line)?.[1]))).toEqual([8, 9]);
});
