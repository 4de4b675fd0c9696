// What of a history or a schedule is sealed with which key, and what of it is nobody's business. Recorded histories and payloads made
// by the codec itself; no server.
import { readdirSync, readFileSync } from 'node:fs';
import type { Payload } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { createPayloadCodec } from '../../src/temporal/payload-codec.ts';
import { needsAnotherKey } from '../../src/temporal/renew-histories.ts';
import { sealsOf, sealsOfEvents } from '../../src/temporal/seals.ts';
import { createKeyRing, generateMasterKey } from '../../src/vault/key-ring.ts';
import { historiesFolder } from '../support/record-history.ts';

const keys = { one: generateMasterKey('one'), two: generateMasterKey('two') };
const sealBy = async (key: keyof typeof keys): Promise<Payload> => {
  const codec = createPayloadCodec(createKeyRing(new Secret(keys[key])), 'sealing');
  const [sealed] = await codec.encode([plain]);
  return sealed!;
};
const plain: Payload = {
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from('{"metadata": {}, "data": 1}'),
};

describe('of what workers open', () => {
  it('tells every key that sealed something, at any depth, and counts what nobody sealed', async () => {
    const seals = sealsOfEvents([
      { workflowExecutionStartedEventAttributes: { input: { payloads: [await sealBy('one')] } } },
      {
        activityTaskFailedEventAttributes: { failure: { cause: { encodedAttributes: await sealBy('two') } } },
      },
      { workflowExecutionSignaledEventAttributes: { input: { payloads: [plain, await sealBy('one')] } } },
    ]);

    expect([...seals.keys].sort()).toEqual(['one', 'two']);
    expect(seals.plain).toBe(1);
    expect(needsAnotherKey(seals, 'one')).toBe(true);
    expect(needsAnotherKey({ keys: new Set(['one']), plain: 1 }, 'one')).toBe(false);
  });

  it('leaves out titles, what is searchable, a worker’s word of its own failure, and the SDK’s notes', () => {
    const seals = sealsOfEvents([
      { userMetadata: { summary: plain } },
      { workflowExecutionStartedEventAttributes: { searchAttributes: { indexedFields: { A: plain } } } },
      {
        upsertWorkflowSearchAttributesEventAttributes: { searchAttributes: { indexedFields: { A: plain } } },
      },
      { workflowTaskFailedEventAttributes: { failure: { encodedAttributes: plain } } },
      { markerRecordedEventAttributes: { markerName: 'core_patch', details: { a: { payloads: [plain] } } } },
    ]);

    expect(seals).toEqual({ keys: new Set(), plain: 0 });
  });

  it('counts a marker that is not the SDK’s, and what a schedule starts its workflow with', () => {
    const marker = { markerName: 'ours', details: { a: { payloads: [plain] } } };
    expect(sealsOfEvents([{ markerRecordedEventAttributes: marker }]).plain).toBe(1);
    expect(sealsOf({ input: { payloads: [plain] }, searchAttributes: { a: plain } }).plain).toBe(1);
  });
});

describe('of the recorded histories, which are plain', () => {
  const recorded = readdirSync(historiesFolder).filter((file) => file.endsWith('.json'));

  it.each(recorded)('finds that in %s', (file) => {
    const { events } = historyFromJSON(JSON.parse(readFileSync(new URL(file, historiesFolder), 'utf8')));
    const seals = sealsOfEvents(events ?? []);

    expect(seals.keys.size).toBe(0);
    expect(seals.plain).toBeGreaterThan(2);
  });
});
