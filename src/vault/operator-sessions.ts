// An operator's sign-in in a browser: `<ends at>.<signature>`. Nothing is stored; a new operator key or master key ends
// every session. Good for reading payloads in Temporal UI and for nothing else.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../domain/secret.ts';
import { HOUR } from '../domain/time.ts';
import type { KeyRing } from './key-ring.ts';

/** A night shift. */
export const sessionMs = 12 * HOUR;

export interface OperatorSessions {
  open(now: number): string;
  isOpen(session: string, now: number): boolean;
}

export function createOperatorSessions(ring: KeyRing, operatorKey: Secret): OperatorSessions {
  const key = createHmac('sha256', ring.derive('operator sessions')[0]!)
    .update(operatorKey.reveal())
    .digest();
  const sign = (endsAt: string): Buffer => createHmac('sha256', key).update(endsAt).digest();
  return {
    open(now) {
      const endsAt = String(now + sessionMs);
      return `${endsAt}.${sign(endsAt).toString('base64url')}`;
    },
    isOpen(session, now) {
      const [endsAt = '', signature = ''] = session.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(endsAt);
      return given.length === expected.length && timingSafeEqual(given, expected) && Number(endsAt) > now;
    },
  };
}
