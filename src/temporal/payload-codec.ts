// Seals what Temporal keeps of us: inputs, results, signals, updates, failures, summaries. Under a key derived from the ring
// for this purpose and from a salt of the payload's own, because one key may seal 2³² values under random IVs, and a large
// installation writes as many in a year. The key's id stands in the metadata and is authenticated.

import { createHmac, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { Failure } from '../domain/failures.ts';
import type { PayloadMode } from '../domain/payload-mode.ts';
import { open, seal } from '../vault/envelope.ts';
import type { KeyRing } from '../vault/key-ring.ts';

export const sealedEncoding = 'binary/encrypted';
const purpose = 'temporal payloads';
const saltBytes = 16;

export function createPayloadCodec(keyRing: KeyRing, mode: PayloadMode): PayloadCodec {
  const keys = new Map(keyRing.derive(purpose).map((key, index) => [keyRing.ids[index]!, key] as const));

  const encodeOne = (payload: Payload): Payload => {
    if (mode === 'plain') return payload;
    const keyId = keyRing.sealingKeyId;
    const salt = randomBytes(saltBytes);
    const plaintext = Buffer.from(proto.temporal.api.common.v1.Payload.encode(payload).finish());
    const sealed = seal(ownKey(keys.get(keyId)!, salt), plaintext, contextOf(keyId));
    return {
      metadata: { encoding: Buffer.from(sealedEncoding), 'encryption-key-id': Buffer.from(keyId) },
      data: Buffer.concat([salt, sealed]),
    };
  };

  const decodeOne = (payload: Payload): Payload => {
    if (textOf(payload, 'encoding') !== sealedEncoding) {
      if (mode !== 'sealed') return payload;
      throw new Failure(
        'vault.unreadable',
        'a payload that nobody sealed was refused, because FIRSTLIGHT_PAYLOADS is "sealed"; with "sealing" it is read',
      );
    }
    const keyId = textOf(payload, 'encryption-key-id');
    const key = keys.get(keyId);
    if (!key) {
      throw new Failure(
        'vault.unreadable',
        `a payload was sealed with master key "${keyId.slice(0, 40)}", which FIRSTLIGHT_MASTER_KEYS does not hold; add that key again`,
      );
    }
    const data = Buffer.from(payload.data ?? []);
    const salt = data.subarray(0, saltBytes);
    const plaintext = open(ownKey(key, salt), data.subarray(saltBytes), contextOf(keyId));
    return proto.temporal.api.common.v1.Payload.decode(plaintext);
  };

  return {
    encode: async (payloads) => payloads.map(encodeOne),
    decode: async (payloads) => payloads.map(decodeOne),
  };
}

const contextOf = (keyId: string): string => `temporal payload, key ${keyId}`;

const ownKey = (key: Buffer, salt: Buffer): Buffer => createHmac('sha256', key).update(salt).digest();

const textOf = ({ metadata }: Payload, name: string): string =>
  metadata?.[name] ? Buffer.from(metadata[name]).toString() : '';
