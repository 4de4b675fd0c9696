// Pure: real signatures, made here. No server.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { verifySignedRequest } from '../../src/hints/verify-signed-request.ts';
import type { SignedRequests } from '../../src/providers/notices.ts';
import { slack } from '../../src/providers/slack.ts';

const source = slack.notices as SignedRequests;
const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const now = Date.parse('2026-11-24T02:10:00Z');
const body = '{"type":"event_callback"}';

const sign = (text: string, at: number, key = secret): string =>
  `v0=${createHmac('sha256', key)
    .update(`v0:${at / 1000}:${text}`)
    .digest('hex')}`;

function verify(
  changes: { body?: string; at?: number; signature?: string; timestamp?: string | undefined } = {},
) {
  const at = changes.at ?? now;
  const headers: Record<string, string | undefined> = {
    'x-slack-request-timestamp': 'timestamp' in changes ? changes.timestamp : String(at / 1000),
    'x-slack-signature': changes.signature ?? sign(body, at),
  };
  const request = { header: (name: string) => headers[name], body: changes.body ?? body };
  return verifySignedRequest(source, new Secret(secret), request, now);
}

describe('a signed notice', () => {
  it('is taken when the signature is over version, time and body', () => {
    expect(verify()).toEqual({ kind: 'verified', claims: { type: 'event_callback' } });
  });

  it('agrees with the example of the documentation', () => {
    // https://docs.slack.dev/authentication/verifying-requests-from-slack, "Validating a request" (a slash command's body).
    const example =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const at = 1_531_420_618_000;
    const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
    expect(sign(example, at)).toBe(signature);
  });

  it.each([
    ['another body', { body: '{"type":"event_callback" }' }],
    ['another secret', { signature: sign(body, now, 'not-the-secret') }],
    ['another version', { signature: sign(body, now).replace('v0=', 'v1=') }],
    ['half a signature', { signature: sign(body, now).slice(0, 20) }],
    ['no signature', { signature: '' }],
    ['no timestamp', { timestamp: undefined }],
    ['a timestamp that is none', { timestamp: `${now / 1000}x` }],
    ['another timestamp', { timestamp: String(now / 1000 + 1) }],
    ['six minutes of age', { at: now - 360_000 }],
    ['six minutes to come', { at: now + 360_000 }],
  ])('is refused for %s', (_, changes) => {
    expect(verify(changes)).toMatchObject({ kind: 'refused', err: 'authentication_failed' });
  });

  it('is taken within five minutes, either way', () => {
    expect(verify({ at: now - 299_000 }).kind).toBe('verified');
    expect(verify({ at: now + 299_000 }).kind).toBe('verified');
  });

  it('is refused as malformed only after its signature was found right', () => {
    expect(verify({ body: '[1]', signature: sign('[1]', now) })).toMatchObject({ err: 'invalid_request' });
    expect(verify({ body: '[1]' })).toMatchObject({ err: 'authentication_failed' });
  });

  it('says nothing of what would have been right', () => {
    const refused = JSON.stringify(verify({ signature: sign(body, now, 'not-the-secret') }));
    expect(refused).not.toContain(secret);
    expect(refused).not.toContain(sign(body, now).slice(3, 12));
  });
});

describe('what Slack says', () => {
  const revoked = (tokens: object) => ({
    type: 'event_callback',
    event_id: 'Ev1',
    team_id: 'T1',
    event: { type: 'tokens_revoked', tokens },
  });

  it('concerns the people and the bots whose tokens were revoked, of that workspace', () => {
    expect(source.read(revoked({ oauth: ['U1'], bot: ['U2'] }))).toEqual({
      kind: 'concerns',
      id: 'Ev1',
      whom: [{ organization: 'T1', subjects: ['U1', 'U2'] }],
    });
  });

  it('concerns the whole workspace when the app was removed', () => {
    const event = { event_id: 'Ev2', team_id: 'T1', event: { type: 'app_uninstalled' } };
    expect(source.read(event)).toEqual({ kind: 'concerns', id: 'Ev2', whom: [{ organization: 'T1' }] });
  });

  it('concerns nobody when no token is named, rather than everybody', () => {
    expect(source.read(revoked({}))).toMatchObject({ whom: [{ organization: 'T1', subjects: [] }] });
  });

  it.each([
    [{}],
    [{ type: 'event_callback' }],
    [{ event_id: 'E', team_id: 'T', event: { type: 'message' } }],
  ])('is none of our business in %j', (given) => {
    expect(source.read(given)).toEqual({ kind: 'other' });
  });
});
