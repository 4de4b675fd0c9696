// Pure, no server.
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ReauthRequestId } from '../../src/domain/ids.ts';
import { Secret } from '../../src/domain/secret.ts';
import { open, seal } from '../../src/vault/envelope.ts';
import { createKeyRing, findKeyRingMistake, generateMasterKey } from '../../src/vault/key-ring.ts';
import { createReauthLinks } from '../../src/vault/reauth-links.ts';

describe('an envelope', () => {
  const key = randomBytes(32);

  it('opens with its key and context', () => {
    expect(open(key, seal(key, 'value', 'acme:1'), 'acme:1').toString()).toBe('value');
  });

  it('never seals the same value to the same bytes', () => {
    expect(seal(key, 'value', 'c')).not.toEqual(seal(key, 'value', 'c'));
  });

  it('does not open in the context of another tenant, account or version', () => {
    expect(() => open(key, seal(key, 'value', 'token:acme:acct_1:3'), 'token:acme:acct_1:4')).toThrow(
      /does not open/,
    );
  });

  it('does not open with another key', () => {
    expect(() => open(randomBytes(32), seal(key, 'value', 'c'), 'c')).toThrow(/does not open/);
  });

  it('does not open when a single bit was changed', () => {
    const sealed = seal(key, 'value', 'c');
    sealed[sealed.length - 1]! ^= 1;
    expect(() => open(key, sealed, 'c')).toThrow(/does not open/);
  });

  it('refuses plaintext', () => {
    expect(() =>
      open(key, Buffer.from('{"access":"a-token-in-the-clear-that-is-long-enough"}'), 'c'),
    ).toThrow(/not sealed in a known format/);
  });
});

describe('the key ring', () => {
  it('seals with the first key and opens with any', () => {
    const [first, second] = [generateMasterKey('k1'), generateMasterKey('k2')];
    const old = createKeyRing(new Secret(first)).seal(Buffer.from('data key'), 'scope');
    const ring = createKeyRing(new Secret(`${second},${first}`));

    expect(ring.sealingKeyId).toBe('k2');
    expect(ring.open(old.keyId, old.sealed, 'scope').toString()).toBe('data key');
  });

  it('says which key is missing', () => {
    const old = createKeyRing(new Secret(generateMasterKey('k1'))).seal(Buffer.from('x'), 'scope');
    const ring = createKeyRing(new Secret(generateMasterKey('k2')));
    expect(() => ring.open(old.keyId, old.sealed, 'scope')).toThrow(/master key "k1".*add that key/);
  });

  it('tells what is wrong with a key without showing it', () => {
    expect(findKeyRingMistake('k1:c2hvcnQ=')).toBe('key "k1" has 5 bytes, it needs 32');
    expect(findKeyRingMistake('no-colon')).toBe('key 1 is not of the form id:base64');
    expect(findKeyRingMistake(generateMasterKey('k1'))).toBeNull();
  });
});

describe('a reauthorization link', () => {
  const ring = createKeyRing(new Secret(generateMasterKey('k1')));
  const links = createReauthLinks(ring, 'http://127.0.0.1:8787');
  const request = 'reauth_0123' as ReauthRequestId;

  it('is read back to its request', () => {
    expect(links.read(links.tokenFor(request))).toEqual({ request, returnUrl: null });
    expect(links.urlFor(request)).toBe(`http://127.0.0.1:8787/connect/${links.tokenFor(request)}`);
  });

  it('carries where the browser is sent afterwards, under its signature', () => {
    const returnUrl = 'https://app.example.com/settings?tab=1';
    const token = links.tokenFor(request, returnUrl);
    expect(links.read(token)).toEqual({ request, returnUrl });

    const [id, , signature] = token.split('.');
    const elsewhere = Buffer.from('https://evil.example.com/').toString('base64url');
    expect(links.read(`${id}.${elsewhere}.${signature}`)).toBeNull();
    expect(links.read(`${id}.${signature}`)).toBeNull();
  });

  it('is nobody else’s to make', () => {
    const [, signature] = links.tokenFor(request).split('.');
    expect(links.read(`reauth_9999.${signature}`)).toBeNull();
    expect(links.read(request)).toBeNull();
    expect(links.read('')).toBeNull();
    expect(
      createReauthLinks(createKeyRing(new Secret(generateMasterKey('k1'))), 'http://x.test').read(
        links.tokenFor(request),
      ),
    ).toBeNull();
  });

  it('stays good when a new master key seals', () => {
    const first = generateMasterKey('k1');
    const before = createReauthLinks(createKeyRing(new Secret(first)), 'http://x.test').tokenFor(request);
    const after = createReauthLinks(
      createKeyRing(new Secret(`${generateMasterKey('k2')},${first}`)),
      'http://x.test',
    );
    expect(after.read(before)?.request).toBe(request);
  });
});

describe('a secret', () => {
  it('prints as [redacted] in text, JSON, inspection and templates', () => {
    const secret = new Secret('sbxat-very-secret');
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ deep: { secret } }),
      inspect(secret, { showHidden: true }),
    ];
    for (const text of shown) {
      expect(text).toContain('[redacted]');
      expect(text).not.toContain('very-secret');
    }
  });
});
