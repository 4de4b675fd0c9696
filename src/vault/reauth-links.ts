// The link a person follows: `<request id>.<signature>`. Nothing of it is stored, so nothing stored can be turned into a
// link; the request's row says whether it is still good. Made again whenever an event or an answer shows it.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ReauthRequestId } from '../domain/ids.ts';
import type { KeyRing } from './key-ring.ts';

export interface ReauthLinks {
  tokenFor(request: ReauthRequestId): string;
  /** The request a link's token stands for, or null when we never made it. */
  read(token: string): ReauthRequestId | null;
  urlFor(request: ReauthRequestId): string;
}

export function createReauthLinks(ring: KeyRing, publicUrl: string): ReauthLinks {
  const [signingKey, ...olderKeys] = ring.derive('reauthorization links');
  const sign = (key: Buffer, request: string): Buffer => createHmac('sha256', key).update(request).digest();
  const tokenFor = (request: ReauthRequestId): string =>
    `${request}.${sign(signingKey!, request).toString('base64url')}`;

  return {
    tokenFor,
    read(token) {
      const dot = token.lastIndexOf('.');
      const request = token.slice(0, Math.max(0, dot));
      const given = Buffer.from(token.slice(dot + 1), 'base64url');
      const isOurs = [signingKey!, ...olderKeys].some((key) => {
        const expected = sign(key, request);
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
      return isOurs ? (request as ReauthRequestId) : null;
    },
    urlFor: (request) => new URL(`/connect/${tokenFor(request)}`, publicUrl).href,
  };
}
