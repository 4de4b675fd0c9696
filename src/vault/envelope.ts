// Sealing and opening: AES-256-GCM with a random 96-bit IV, bound to its context by additional authenticated data
// (NIST SP 800-38D). A sealed value moved to another tenant, account or version does not open.
// Layout: format byte 1 | IV 12 | tag 16 | ciphertext. Anything else is refused; plaintext is never accepted.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Failure } from '../domain/failures.ts';

const format = 1;
const ivBytes = 12;
const tagBytes = 16;
export const keyBytes = 32;

export function seal(key: Buffer, plaintext: Buffer | string, context: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(format), iv, cipher.getAuthTag(), ciphertext]);
}

export function open(key: Buffer, sealed: Buffer, context: string): Buffer {
  if (sealed.length < 1 + ivBytes + tagBytes || sealed[0] !== format) {
    throw new Failure('vault.unreadable', `a stored value of ${context} is not sealed in a known format`);
  }
  const iv = sealed.subarray(1, 1 + ivBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(1 + ivBytes, 1 + ivBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + ivBytes + tagBytes)), decipher.final()]);
  } catch {
    // Node says only "unable to authenticate"; which of key, context and bytes is wrong cannot be told apart.
    throw new Failure(
      'vault.unreadable',
      `a stored value of ${context} does not open: its key differs from the one that sealed it, or the value was altered`,
    );
  }
}
