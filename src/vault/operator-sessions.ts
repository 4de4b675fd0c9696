// What a browser carries after the operator has signed in: an expiry and a signature, nothing stored. Signed with the ring and
// the operator's key both, so that a new operator's key ends every session there is.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../domain/secret.ts';
import type { KeyRing } from './key-ring.ts';

export interface OperatorSessions {
  issue(expiresAt: number): string;
  /** When it ends; null for one that we never made, or that has ended. */
  read(session: string, now?: number): number | null;
}

export function createOperatorSessions(ring: KeyRing, operatorKey: Secret): OperatorSessions {
  const [signingKey, ...olderKeys] = ring
    .derive('operator sessions')
    .map((key) => createHmac('sha256', key).update(operatorKey.reveal()).digest());
  const sign = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

  return {
    issue: (expiresAt) => `${expiresAt}.${sign(signingKey!, String(expiresAt)).toString('base64url')}`,
    read(session, now = Date.now()) {
      const [text = '', signature = ''] = session.split('.', 2);
      const given = Buffer.from(signature, 'base64url');
      const isOurs = [signingKey!, ...olderKeys].some((key) => {
        const expected = sign(key, text);
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
      const expiresAt = Number(text);
      return isOurs && expiresAt > now ? expiresAt : null;
    },
  };
}
