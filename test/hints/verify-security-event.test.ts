// Real keys, made here, behind a real HTTP server; tokens signed with them, and with others. No database.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { createSecurityEventVerifier } from '../../src/hints/verify-security-event.ts';
import { google } from '../../src/providers/google.ts';
import type { SecurityEventTokens } from '../../src/providers/notices.ts';
import { answerJson, startServer, type TestServer } from '../support/http-server.ts';

const source = google.notices as SecurityEventTokens;
const now = Date.parse('2026-11-24T02:10:00Z');
const revoked = 'https://schemas.openid.net/secevent/oauth/event-type/tokens-revoked';
const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [ours, others] = [keyPair(), keyPair()];

let server: TestServer;
let fetches = 0;
let isAway = false;

beforeAll(async () => {
  const keys = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
  server = await startServer((_, response) => {
    fetches += 1;
    answerJson(response, isAway ? 503 : 200, isAway ? {} : keys);
  });
});
afterAll(() => server.stop());

const claims: JWTPayload = {
  iss: 'https://accounts.google.com/',
  aud: 'our-client',
  iat: now / 1000 - 3,
  jti: 'event-1',
  events: {
    [revoked]: { subject: { subject_type: 'iss-sub', iss: 'https://accounts.google.com/', sub: '1' } },
  },
};

const sign = (
  payload: JWTPayload,
  {
    key = ours.privateKey,
    kid = 'k1',
    alg = 'RS256',
  }: { key?: KeyObject | Uint8Array; kid?: string; alg?: string } = {},
): Promise<string> => new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key);

const verify = (token: string, verifier = createSecurityEventVerifier()) =>
  verifier(
    source,
    {
      client: { clientId: 'our-client', clientSecret: new Secret('not used') },
      noticeKeysUrl: server.url,
    },
    token,
    now,
  );

const without = (name: string): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));

describe('a security event token', () => {
  it('is taken when the provider signed it for our app', async () => {
    expect(await verify(await sign(claims))).toEqual({
      kind: 'verified',
      claims: { id: 'event-1', events: claims.events },
    });
  });

  it('is taken when we are one of several it is meant for', async () => {
    expect(await verify(await sign({ ...claims, aud: ['another', 'our-client'] }))).toMatchObject({
      kind: 'verified',
    });
  });

  it.each<[string, string, () => string | Promise<string>]>([
    ['authentication_failed', 'signed with another key', () => sign(claims, { key: others.privateKey })],
    ['invalid_key', 'signed with a key the provider does not name', () => sign(claims, { kid: 'k2' })],
    ['invalid_issuer', 'of another issuer', () => sign({ ...claims, iss: 'https://accounts.example.com/' })],
    ['invalid_audience', 'for another app', () => sign({ ...claims, aud: 'another' })],
    ['invalid_audience', 'for nobody', () => sign(without('aud'))],
    ['invalid_request', 'without an id', () => sign(without('jti'))],
    ['invalid_request', 'that is an id_token', () => sign(without('events'))],
    ['invalid_request', 'whose events are a list', () => sign({ ...claims, events: [revoked] })],
    ['invalid_request', 'of eight days ago', () => sign({ ...claims, iat: now / 1000 - 8 * 86_400 })],
    ['invalid_request', 'of the future', () => sign({ ...claims, iat: now / 1000 + 3600 })],
    ['invalid_request', 'that is not signed', () => new UnsecuredJWT(claims).encode()],
    [
      'invalid_request',
      'signed with the public key as if it were a secret',
      () =>
        sign(claims, {
          alg: 'HS256',
          key: Buffer.from(ours.publicKey.export({ type: 'spki', format: 'pem' })),
        }),
    ],
    ['invalid_request', 'signed by another algorithm', () => sign(claims, { alg: 'RS512' })],
    ['invalid_request', 'that is no token', () => 'hello'],
    ['invalid_request', 'that is empty', () => ''],
  ])('is refused with %s when it is one %s', async (err, _, make) => {
    expect(await verify(await make())).toMatchObject({ kind: 'refused', err });
  });

  it('is refused when a claim was altered after signing', async () => {
    const [head, , signature] = (await sign(claims)).split('.');
    const altered = Buffer.from(JSON.stringify({ ...claims, jti: 'event-2' })).toString('base64url');
    expect(await verify(`${head}.${altered}.${signature}`)).toMatchObject({
      kind: 'refused',
      err: 'authentication_failed',
    });
  });

  it('does not have the keys fetched again by tokens with made-up key ids', async () => {
    const verifier = createSecurityEventVerifier();
    await verify(await sign(claims), verifier);
    const before = fetches;
    for (const kid of ['a', 'b', 'c']) await verify(await sign(claims, { kid }), verifier);
    expect(fetches).toBe(before);
  });

  it('is neither taken nor refused while the keys cannot be had', async () => {
    isAway = true;
    const verdict = await verify(await sign(claims));
    isAway = false;
    expect(verdict).toEqual({ kind: 'unverifiable' });
  });
});
