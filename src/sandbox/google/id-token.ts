// The id_token of OpenID Connect Core section 2, signed with RS256, and the key to check it with. The key is made when the
// first one is needed and lives as long as the sandbox.

import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface IdTokenSigner {
  sign(claims: Record<string, unknown>): string;
  /** A JSON Web Key Set (RFC 7517). */
  keys(): Record<string, unknown>;
}

const KEY_ID = 'sandbox-1';

export function createIdTokenSigner(): IdTokenSigner {
  let pair: { publicKey: KeyObject; privateKey: KeyObject } | null = null;
  const keyPair = (): NonNullable<typeof pair> =>
    (pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    sign(claims) {
      const signed = `${encode({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })}.${encode(claims)}`;
      const signature = createSign('RSA-SHA256').update(signed).sign(keyPair().privateKey, 'base64url');
      return `${signed}.${signature}`;
    },
    keys: () => ({
      keys: [{ ...keyPair().publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: KEY_ID }],
    }),
  };
}
