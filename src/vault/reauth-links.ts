// The link a person follows: `<request id>.<signature>`, with `<return address>` between them where the browser is sent on
// afterwards. Nothing of it is stored, so nothing stored can be turned into a link; the request's row says whether it is
// still good. Made again whenever an event or an answer shows it.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ConnectRequestId, ReauthRequestId } from '../domain/ids.ts';
import type { KeyRing } from './key-ring.ts';

export type LinkedRequestId = ReauthRequestId | ConnectRequestId;

export interface LinkContents {
  readonly request: LinkedRequestId;
  /** Checked against the allow-list before it was signed; checked again before anybody is sent there. */
  readonly returnUrl: string | null;
}

export interface ReauthLinks {
  tokenFor(request: LinkedRequestId, returnUrl?: string | null): string;
  /** What a link's token says, or null when we never made it. */
  read(token: string): LinkContents | null;
  urlFor(request: LinkedRequestId, returnUrl?: string | null): string;
}

export function createReauthLinks(ring: KeyRing, publicUrl: string): ReauthLinks {
  const [signingKey, ...olderKeys] = ring.derive('reauthorization links');
  const sign = (key: Buffer, signed: string): Buffer => createHmac('sha256', key).update(signed).digest();
  const tokenFor: ReauthLinks['tokenFor'] = (request, returnUrl = null) => {
    const signed =
      returnUrl === null ? request : `${request}.${Buffer.from(returnUrl).toString('base64url')}`;
    return `${signed}.${sign(signingKey!, signed).toString('base64url')}`;
  };

  return {
    tokenFor,
    read(token) {
      const dot = token.lastIndexOf('.');
      const signed = token.slice(0, Math.max(0, dot));
      const given = Buffer.from(token.slice(dot + 1), 'base64url');
      const isOurs = [signingKey!, ...olderKeys].some((key) => {
        const expected = sign(key, signed);
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
      if (!isOurs) return null;
      const [request, returnUrl] = signed.split('.') as [LinkedRequestId, string?];
      return {
        request,
        returnUrl: returnUrl === undefined ? null : Buffer.from(returnUrl, 'base64url').toString(),
      };
    },
    urlFor: (request, returnUrl = null) =>
      new URL(`/connect/${tokenFor(request, returnUrl)}`, publicUrl).href,
  };
}
