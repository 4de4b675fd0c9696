// What stands in Temporal's histories, sealed: inputs, results, signals, summaries, details. A payload becomes one of encoding
// `binary/encrypted` (the name Temporal's samples and its UI use) with the id of the master key in its metadata. Ids, type
// names, search attributes and the type of a failure stay readable: the server needs them.

import { METADATA_ENCODING_KEY, type Payload, type PayloadCodec } from '@temporalio/common';
// A CommonJS module, whose names Node does not see one by one.
import proto from '@temporalio/proto';
import { Failure } from '../domain/failures.ts';
import type { PayloadMode } from '../domain/payload-mode.ts';
import type { PayloadSeal } from '../vault/payload-seal.ts';

const sealedEncoding = 'binary/encrypted';
const keyIdKey = 'encryption-key-id';
const wire = proto.temporal.api.common.v1.Payload;

export function createPayloadCodec(seal: PayloadSeal, mode: PayloadMode): PayloadCodec {
  return {
    async encode(payloads) {
      return mode === 'plain' ? payloads : payloads.map((payload) => sealPayload(seal, payload));
    },
    async decode(payloads) {
      return payloads.map((payload) => openPayload(seal, mode, payload));
    },
  };
}

function sealPayload(seal: PayloadSeal, payload: Payload): Payload {
  const { keyId, sealed } = seal.seal(wire.encode(payload).finish());
  return {
    metadata: { [METADATA_ENCODING_KEY]: Buffer.from(sealedEncoding), [keyIdKey]: Buffer.from(keyId) },
    data: sealed,
  };
}

function openPayload(seal: PayloadSeal, mode: PayloadMode, payload: Payload): Payload {
  const read = (key: string): string => Buffer.from(payload.metadata?.[key] ?? []).toString();
  if (read(METADATA_ENCODING_KEY) !== sealedEncoding) {
    if (mode !== 'sealed_only') return payload;
    throw new Failure(
      'vault.unreadable',
      'a payload of a Temporal history is not sealed, and FIRSTLIGHT_PAYLOADS=sealed_only takes none that is not; set it to "sealed" while histories from before are still open',
    );
  }
  return wire.decode(seal.open(read(keyIdKey), payload.data ?? new Uint8Array()));
}
