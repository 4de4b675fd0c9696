// A provider that is a JSON file and no line of code: an authorization server nobody here wrote, with rotation and replay
// detection switched on. What was traded and what was asked, it counts itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiAccount } from '../../src/demo/api-client.ts';
import type { GrantedTokens } from '../../src/oauth/token-requests.ts';
import { requestRefresh } from '../../src/oauth/token-requests.ts';
import type { ProviderFile } from '../../src/providers/provider-file.ts';
import { createProviders, type Provider } from '../../src/providers/registry.ts';
import {
  type AuthorizationServer,
  person,
  startAuthorizationServer,
} from '../support/authorization-server.ts';
import { obtainGrant } from '../support/code-flow.ts';
import { answerJson, startServer, type TestServer } from '../support/http-server.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';

const callers = 200;
const boundaries = 20;
const accessTokenSeconds = 6;

let authority: AuthorizationServer;
let records: TestServer;
/** The authority's token endpoint, whose answers say nothing of how long a token lives. */
let silent: TestServer;
let stage: Stage;
let acme: StageTenant;
let plain: Provider;
let strict: Provider;

const resolved = (file: ProviderFile): Provider =>
  createProviders({ builtIn: [], files: [file], clients: {} }).get(file.id);

beforeAll(async () => {
  authority = await startAuthorizationServer({ accessTokenSeconds });
  records = await startServer((request, response) => {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    void authority.ownerOf(token).then((owner) => {
      answerJson(response, owner === null ? 401 : 200, owner === null ? {} : { records: 3, owner });
    });
  });
  silent = await startServer((request, response) => {
    const headers = { 'content-type': request.headers['content-type']! };
    void fetch(`${authority.issuer}/token`, { method: 'POST', headers, body: request.body }).then(
      async (answer) =>
        answerJson(response, answer.status, { ...((await answer.json()) as object), expires_in: undefined }),
    );
  });
  const { clients, issuer } = authority;
  const both = {
    authorizeUrl: `${issuer}/auth`,
    introspectUrl: `${issuer}/token/introspection`,
    apiOrigins: [records.url],
    scopes: ['openid', 'offline_access'],
    refreshTokens: 'single-use',
    authorizeParams: { prompt: 'consent' },
  } as const;
  const files: Record<'hooli' | 'raviga', ProviderFile> = {
    hooli: {
      ...both,
      id: 'hooli',
      name: 'Hooli',
      tokenUrl: `${issuer}/token`,
      revokeUrl: `${issuer}/token/revocation`,
      userinfoUrl: `${issuer}/me`,
      clientId: clients.plain.id,
      clientSecret: clients.plain.secret,
      clientAuth: 'basic',
      pkce: false,
    },
    raviga: {
      ...both,
      id: 'raviga',
      name: 'Raviga',
      tokenUrl: silent.url,
      clientId: clients.strict.id,
      clientSecret: clients.strict.secret,
      clientAuth: 'body',
      pkce: true,
    },
  };
  plain = resolved(files.hooli);
  strict = resolved(files.raviga);
  stage = await startStage({}, async (overrides) => ({ ...overrides, ...files }));
  acme = await stage.tenant('acme');
});
afterAll(async () => {
  await stage?.stop();
  await Promise.all([records, silent, authority].map((server) => server?.stop()));
});

const handOver = (provider: Provider, granted: GrantedTokens): Promise<ApiAccount> =>
  acme.api.importAccount({
    provider: provider.id,
    accessToken: granted.tokens.accessToken.reveal(),
    refreshToken: granted.tokens.refreshToken!.reveal(),
    expiresAt: granted.lifetimeMs === null ? undefined : granted.issuedAt + granted.lifetimeMs,
  });

const read = (account: ApiAccount) =>
  acme.api.callTool(account.id, 'http.request', { method: 'GET', path: '/records' });

const expiryOf = async (account: ApiAccount): Promise<number> =>
  Date.parse(((await acme.api.account(account.id)) as ApiAccount & { readonly expiresAt: string }).expiresAt);

it(`spends one exchange on ${callers} callers at each of ${boundaries} boundaries, and replay detection finds no replay`, async () => {
  const client = authority.clients.plain;
  const granted = await obtainGrant(plain, authority);
  const account = await handOver(plain, granted);
  expect(account).toMatchObject({ provider: 'hooli', label: 'Hooli', externalSubject: person });

  let later = 0;
  for (let boundary = 1; boundary <= boundaries; boundary++) {
    // By turns a little before the end, where the token is too old to be sent, and a little after it.
    await sleep((await expiryOf(account)) + (boundary % 2 === 0 ? -100 : 100) - Date.now());
    const startedAt = Date.now();
    const answers = await Promise.all(Array.from({ length: callers }, () => read(account)));

    const tookMs = Date.now() - startedAt;
    const when = `at boundary ${boundary}, where ${callers} callers took ${tookMs} ms`;
    expect(new Set(answers.map((answer) => answer.status)), when).toEqual(new Set(['ok']));
    expect(answers[0]!.result).toMatchObject({ value: { body: { records: 3, owner: person } } });
    // A busy machine takes longer than a token lives: then its callers stand at more boundaries than one.
    const further = authority.books(client).exchanges - boundary - later;
    expect(further, when).toBeGreaterThanOrEqual(0);
    expect(further, when).toBeLessThanOrEqual(Math.floor(tookMs / (0.9 * accessTokenSeconds * 1_000)));
    later += further;
    expect(authority.troubles, when).toEqual([]);
  }

  expect(await authority.isGrantAlive(client)).toBe(true);
  expect(await acme.api.account(account.id)).toMatchObject({
    state: 'active',
    tokenVersion: boundaries + later + 1,
    exchanges: { settled: boundaries + later, refused: 0, unknown: 0 },
  });
  // Each answer said how long its token lives, so nobody was asked.
  expect(authority.books(client).introspections).toBe(0);

  // The referee is awake: one presentation of a token that was spent ends the grant, and the account says so.
  const replay = await requestRefresh(plain, granted.tokens.refreshToken!);
  expect(replay).toMatchObject({ kind: 'refused', diagnosis: { facts: { error: 'invalid_grant' } } });
  expect(await authority.isGrantAlive(client)).toBe(false);
  expect((await read(account)).status).toBe('blocked');
  expect(await acme.api.account(account.id)).toMatchObject({
    state: 'reauth_required',
    diagnosis: { actor: 'person', facts: { error: 'invalid_grant' } },
  });
}, 300_000);

it('asks introspection how long a token lives and whose it is, where no answer says so', async () => {
  const client = authority.clients.strict;
  const account = await handOver(strict, await obtainGrant(strict, authority));
  expect(account).toMatchObject({ provider: 'raviga', externalSubject: person });
  const expiresAt = await expiryOf(account);
  expect(expiresAt - Date.now()).toBeLessThanOrEqual(accessTokenSeconds * 1_000);

  const before = authority.books(client);
  await sleep(expiresAt - Date.now());
  expect((await read(account)).status).toBe('ok');

  const after = authority.books(client);
  expect(after.exchanges).toBe(before.exchanges + 1);
  expect(after.introspections).toBe(before.introspections + 1);
  expect(await expiryOf(account)).toBeGreaterThan(expiresAt);
  expect(await authority.isGrantAlive(client)).toBe(true);
});
