// What Temporal keeps of us, sealed: what comes back, what does not open, and how an installation moves over. No server.
import { createCipheriv } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { type PayloadMode, payloadModes } from '../../src/domain/payload-mode.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createPayloadCodec } from '../../src/temporal/payload-codec.ts';
import { convert, payloadJson } from '../../src/temporal/payload-json.ts';
import { createKeyRing, generateMasterKey } from '../../src/vault/key-ring.ts';

const oldKey = generateMasterKey('old');
const newKey = generateMasterKey('new');
const codecOf = (keys: string, mode: PayloadMode = 'sealing') =>
  createPayloadCodec(createKeyRing(new Secret(keys)), mode);
const plain = (): Payload => defaultPayloadConverter.toPayload({ deal: 'Ångström & Söhne', rows: 1_234 })!;
const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('latin1');
const readBack = (payload: Payload): unknown => defaultPayloadConverter.fromPayload(payload);

describe('a sealed payload', () => {
  it('comes back as it was, and shows nothing but the name of its key meanwhile', async () => {
    const codec = codecOf(oldKey);
    const [sealed] = await codec.encode([plain()]);

    expect(textOf(sealed!.metadata!.encoding)).toBe('binary/encrypted');
    expect(textOf(sealed!.metadata!['encryption-key-id'])).toBe('old');
    expect(textOf(sealed!.data)).not.toMatch(/deal|rows|json/);
    expect(readBack((await codec.decode([sealed!]))[0]!)).toEqual(readBack(plain()));
  });

  it('is another one each time, for the same value', async () => {
    const [first, second] = await codecOf(oldKey).encode([plain(), plain()]);
    expect(textOf(first!.data)).not.toBe(textOf(second!.data));
    // The salt makes the key: the same bytes under one key would need a random IV to be unlike for ever.
    expect(textOf(first!.data).slice(0, 16)).not.toBe(textOf(second!.data).slice(0, 16));
  });

  it('of no value, of bytes and of an empty list comes back too', async () => {
    const codec = codecOf(oldKey, 'sealed');
    for (const value of [undefined, null, [], new Uint8Array([0, 255])]) {
      const [sealed] = await codec.encode([defaultPayloadConverter.toPayload(value)!]);
      expect(readBack((await codec.decode([sealed!]))[0]!)).toEqual(value);
    }
    expect(await codec.encode([])).toEqual([]);
  });

  it('does not open when a single bit of it was changed, wherever', async () => {
    const codec = codecOf(oldKey);
    const [sealed] = await codec.encode([plain()]);
    for (let at = 0; at < sealed!.data!.length; at += 7) {
      const data = Buffer.from(sealed!.data!);
      data[at]! ^= 1;
      await expect(codec.decode([{ ...sealed, data }])).rejects.toThrow(
        /does not open|not sealed in a known/,
      );
    }
  });

  it('does not open under another name, even when that key is the same', async () => {
    const [sealed] = await codecOf(oldKey).encode([plain()]);
    const renamed = oldKey.replace('old:', 'other:');
    const metadata = { ...sealed!.metadata, 'encryption-key-id': Buffer.from('other') };
    await expect(codecOf(renamed).decode([{ ...sealed, metadata }])).rejects.toThrow(/does not open/);
  });

  it('is not sealed with the master key itself', async () => {
    const [sealed] = await codecOf(oldKey).encode([plain()]);
    const master = Buffer.from(oldKey.split(':')[1]!, 'base64');
    const iv = sealed!.data!.slice(17, 29);
    // GCM is a stream: with the right key, sealing what is sealed opens it.
    const stream = createCipheriv('aes-256-gcm', master, iv);
    expect(textOf(stream.update(sealed!.data!.slice(45)))).not.toContain('deal');
  });
});

describe('keys', () => {
  it('rotate: the first one seals, all of them open', async () => {
    const [sealed] = await codecOf(oldKey).encode([plain()]);
    const rotated = codecOf(`${newKey},${oldKey}`);

    expect(readBack((await rotated.decode([sealed!]))[0]!)).toEqual(readBack(plain()));
    const [again] = await rotated.encode([plain()]);
    expect(textOf(again!.metadata!['encryption-key-id'])).toBe('new');
  });

  it('that are missing are named', async () => {
    const [sealed] = await codecOf(oldKey).encode([plain()]);
    await expect(codecOf(newKey).decode([sealed!])).rejects.toThrow(/master key "old".*add that key again/);
  });
});

describe('moving over', () => {
  const cases = {
    plain: { writes: 'json/plain', readsPlain: true },
    sealing: { writes: 'binary/encrypted', readsPlain: true },
    sealed: { writes: 'binary/encrypted', readsPlain: false },
  } as const;

  it.each(payloadModes)('as "%s"', async (mode) => {
    const codec = codecOf(oldKey, mode);
    const [written] = await codec.encode([plain()]);
    expect(textOf(written!.metadata!.encoding)).toBe(cases[mode].writes);

    const [sealed] = await codecOf(oldKey).encode([plain()]);
    expect(readBack((await codec.decode([sealed!]))[0]!)).toEqual(readBack(plain()));

    const readingPlain = codec.decode([plain()]);
    if (cases[mode].readsPlain) expect(readBack((await readingPlain)[0]!)).toEqual(readBack(plain()));
    else await expect(readingPlain).rejects.toThrow(/nobody sealed.*FIRSTLIGHT_PAYLOADS/);
  });
});

describe('the JSON form that Temporal UI sends', () => {
  it('is opened, and is what the UI reads', async () => {
    const codec = codecOf(oldKey);
    const [sealed] = await convert(codec.encode, [payloadJson.parse(await asJson(plain()))]);
    expect(JSON.stringify(sealed)).not.toContain(Buffer.from('json/plain').toString('base64'));
    const [opened] = await convert(codec.decode, [payloadJson.parse(sealed)]);
    expect(opened).toEqual(await asJson(plain()));
  });

  it('is refused where it is not base64', () => {
    expect(payloadJson.safeParse({ data: '§§' }).success).toBe(false);
  });
});

const asJson = async (payload: Payload) =>
  (await convert(async (payloads) => payloads, [payload as never]))[0]!;
