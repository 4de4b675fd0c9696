// The codec in the form a remote codec speaks (Temporal's "remote data encoding", read 2026-11-24): a payload as JSON, its
// metadata and data in base64.

import type { Payload, PayloadCodec } from '@temporalio/common';

export interface WirePayload {
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly data?: string | undefined;
}

export interface CodecPort {
  /** Both throw `Failure('vault.unreadable')` for a payload that no key of the ring opens. */
  encode(payloads: readonly WirePayload[]): Promise<WirePayload[]>;
  decode(payloads: readonly WirePayload[]): Promise<WirePayload[]>;
}

export const createCodecPort = (codec: PayloadCodec): CodecPort => ({
  encode: async (payloads) => (await codec.encode(payloads.map(readWire))).map(writeWire),
  decode: async (payloads) => (await codec.decode(payloads.map(readWire))).map(writeWire),
});

const readWire = ({ metadata = {}, data }: WirePayload): Payload => ({
  metadata: Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value, 'base64')]),
  ),
  ...(data !== undefined && { data: Buffer.from(data, 'base64') }),
});

const writeWire = ({ metadata, data }: Payload): WirePayload => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  ),
  ...(data && { data: Buffer.from(data).toString('base64') }),
});
