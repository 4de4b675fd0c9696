// What is sealed of a payload, and what opens; no server.
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { PayloadMode } from '../../src/domain/payload-mode.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createPayloadCodec } from '../../src/temporal/payload-codec.ts';
import { createKeyRing, generateMasterKey } from '../../src/vault/key-ring.ts';
import { createPayloadSeal } from '../../src/vault/payload-seal.ts';

const [k1, k2] = [generateMasterKey('k1'), generateMasterKey('k2')];
const codecOf = (keys: string, mode: PayloadMode = 'sealed') =>
  createPayloadCodec(createPayloadSeal(createKeyRing(new Secret(keys))), mode);
const payload = defaultPayloadConverter.toPayload({ deal: 'Kite Aviation', rows: 12 }) as Payload;
const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();

describe('a payload', () => {
  it('is sealed with the first key, whose id it names, and comes back as it was', async () => {
    const [sealed] = await codecOf(`${k2},${k1}`).encode([payload]);

    expect(textOf(sealed!.metadata!.encoding)).toBe('binary/encrypted');
    expect(textOf(sealed!.metadata!['encryption-key-id'])).toBe('k2');
    expect(Buffer.from(sealed!.data!).includes('Kite')).toBe(false);
    expect(Object.keys(sealed!.metadata!)).toEqual(['encoding', 'encryption-key-id']);
    const [opened] = await codecOf(`${k1},${k2}`).decode([sealed!]);
    expect(defaultPayloadConverter.fromPayload(opened!)).toEqual({ deal: 'Kite Aviation', rows: 12 });
  });

  it('is sealed differently each time', async () => {
    const codec = codecOf(k1);
    const [[one], [other]] = [await codec.encode([payload]), await codec.encode([payload])];
    expect(Buffer.from(one!.data!).equals(Buffer.from(other!.data!))).toBe(false);
  });

  it('does not open without its key, and the error names the key', async () => {
    const [sealed] = await codecOf(k1).encode([payload]);
    await expect(codecOf(k2).decode([sealed!])).rejects.toThrow(/master key "k1"/);
  });

  it('does not open when it was altered, or passed off as sealed with another key', async () => {
    const codec = codecOf(`${k1},${k2}`);
    const [sealed] = await codec.encode([payload]);
    const altered = Buffer.from(sealed!.data!);
    altered[altered.length - 1]! ^= 1;
    await expect(codec.decode([{ ...sealed, data: altered }])).rejects.toThrow(/does not open/);
    const metadata = { ...sealed!.metadata, 'encryption-key-id': Buffer.from('k2') };
    await expect(codec.decode([{ ...sealed, metadata }])).rejects.toThrow(/does not open/);
  });
});

describe('a readable payload', () => {
  it('is read while histories from before are open, and refused once only sealed ones are taken', async () => {
    expect(await codecOf(k1).decode([payload])).toEqual([payload]);
    await expect(codecOf(k1, 'sealed_only').decode([payload])).rejects.toThrow(/is not sealed/);
  });

  it('is what a `plain` installation writes, which opens sealed ones all the same', async () => {
    const plain = codecOf(k1, 'plain');
    expect(await plain.encode([payload])).toEqual([payload]);
    expect(await plain.decode(await codecOf(k1).encode([payload]))).toMatchObject([
      { data: Buffer.from(payload.data!) },
    ]);
  });
});
