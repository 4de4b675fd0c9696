// How this installation writes and reads what Temporal keeps. The same for every client and every worker: one that lacks it
// writes what the others refuse, and cannot read what they wrote.

import type { DataConverter } from '@temporalio/common';
import { type PayloadMode, usualPayloadMode } from '../domain/payload-mode.ts';
import type { Secret } from '../domain/secret.ts';
import { createKeyRing, type KeyRing } from '../vault/key-ring.ts';
import { createPayloadSeal } from '../vault/payload-seal.ts';
import { createPayloadCodec } from './payload-codec.ts';
import { failureConverterPath } from './workflow-bundle.ts';

/** Readable failures are left as they are where payloads are: Temporal UI shows no message of an encoded one. */
export function createDataConverter(ring: KeyRing, mode: PayloadMode = usualPayloadMode): DataConverter {
  return {
    payloadCodecs: [createPayloadCodec(createPayloadSeal(ring), mode)],
    ...(mode !== 'plain' && { failureConverterPath }),
  };
}

/** For a process that has only its configuration. Null without keys: then it can read and write what is readable. */
export const readDataConverter = (config: {
  readonly FIRSTLIGHT_MASTER_KEYS?: Secret | undefined;
  readonly FIRSTLIGHT_PAYLOADS?: PayloadMode | undefined;
}): DataConverter | null =>
  config.FIRSTLIGHT_MASTER_KEYS
    ? createDataConverter(createKeyRing(config.FIRSTLIGHT_MASTER_KEYS), config.FIRSTLIGHT_PAYLOADS)
    : null;
