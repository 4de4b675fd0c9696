// Seals what Temporal keeps in histories: a key derived from a master key, so that no payload is sealed with one that opens
// the vault, and from it a key for each payload, because an installation makes more payloads than random IVs of one
// AES-GCM key allow (NIST SP 800-38D section 8.3: 2^32). Layout: salt 16 | envelope (envelope.ts).

import { createHmac, randomBytes } from 'node:crypto';
import { Failure } from '../domain/failures.ts';
import { open, seal } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';

const saltBytes = 16;

export interface PayloadSeal {
  seal(plaintext: Uint8Array): { readonly keyId: string; readonly sealed: Buffer };
  open(keyId: string, sealed: Uint8Array): Buffer;
}

export function createPayloadSeal(ring: KeyRing): PayloadSeal {
  const keys = ring.deriveById('temporal payloads');
  const keyOf = (key: Buffer, salt: Buffer): Buffer => createHmac('sha256', key).update(salt).digest();
  const contextOf = (keyId: string): string => `temporal payload ${keyId}`;
  return {
    seal(plaintext) {
      const keyId = ring.sealingKeyId;
      const salt = randomBytes(saltBytes);
      const envelope = seal(keyOf(keys.get(keyId)!, salt), Buffer.from(plaintext), contextOf(keyId));
      return { keyId, sealed: Buffer.concat([salt, envelope]) };
    },
    open(keyId, sealed) {
      const key = keys.get(keyId);
      if (!key) {
        throw new Failure(
          'vault.unreadable',
          `a payload of a Temporal history was sealed with master key "${keyId}", which FIRSTLIGHT_MASTER_KEYS does not hold; add that key again`,
        );
      }
      const bytes = Buffer.from(sealed);
      return open(keyOf(key, bytes.subarray(0, saltBytes)), bytes.subarray(saltBytes), contextOf(keyId));
    },
  };
}
