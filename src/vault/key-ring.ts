// The master keys: `id:base64,id:base64`, 32 bytes each, the first one seals, all of them open.
// They come from the configuration and seal data keys only; no token is ever sealed by one directly.

import { createHmac, randomBytes } from 'node:crypto';
import { Failure } from '../domain/failures.ts';
import type { Secret } from '../domain/secret.ts';
import { keyBytes, open, seal } from './envelope.ts';

export interface KeyRing {
  readonly sealingKeyId: string;
  /** The sealing one's first. */
  readonly ids: readonly string[];
  has(id: string): boolean;
  seal(plaintext: Buffer, context: string): { readonly keyId: string; readonly sealed: Buffer };
  open(keyId: string, sealed: Buffer, context: string): Buffer;
  /** Keys for another purpose, e.g. signing links: one derived from each master key, in the order of `ids`. */
  derive(purpose: string): readonly Buffer[];
}

/** One line for FIRSTLIGHT_MASTER_KEYS, for a new installation. */
export const generateMasterKey = (id: string): string => `${id}:${randomBytes(keyBytes).toString('base64')}`;

/** Returns what is wrong with the text as a sentence, or null. */
export function findKeyRingMistake(text: string): string | null {
  for (const [index, part] of text.split(',').entries()) {
    const match = /^\s*([\w.-]{1,40}):([A-Za-z0-9+/]+=*)\s*$/.exec(part);
    if (!match) return `key ${index + 1} is not of the form id:base64`;
    const length = Buffer.from(match[2]!, 'base64').length;
    if (length !== keyBytes) return `key "${match[1]}" has ${length} bytes, it needs ${keyBytes}`;
  }
  return null;
}

export function createKeyRing(text: Secret): KeyRing {
  const mistake = findKeyRingMistake(text.reveal());
  if (mistake) throw new Failure('app.misconfigured', `FIRSTLIGHT_MASTER_KEYS: ${mistake}`);
  const keys = new Map(
    text
      .reveal()
      .split(',')
      .map((part) => part.trim().split(':') as [string, string])
      .map(([id, value]) => [id, Buffer.from(value, 'base64')] as const),
  );
  const [sealingKeyId, sealingKey] = [...keys][0]!;

  return {
    sealingKeyId,
    ids: [...keys.keys()],
    has: (id) => keys.has(id),
    seal: (plaintext, context) => ({ keyId: sealingKeyId, sealed: seal(sealingKey, plaintext, context) }),
    open(keyId, sealed, context) {
      const key = keys.get(keyId);
      if (!key) {
        throw new Failure(
          'vault.unreadable',
          `${context} was sealed with master key "${keyId}", which FIRSTLIGHT_MASTER_KEYS does not hold; add that key again`,
        );
      }
      return open(key, sealed, context);
    },
    derive: (purpose) => [...keys.values()].map((key) => createHmac('sha256', key).update(purpose).digest()),
  };
}
