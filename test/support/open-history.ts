// A history as whoever has the keys reads it: as JSON, with every sealed payload opened, wherever in it one stands.

import type { Client } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { sealedEncoding } from '../../src/temporal/payload-codec.ts';
import { convert, payloadJson } from '../../src/temporal/payload-json.ts';

export interface OpenedHistory {
  readonly events: readonly unknown[];
}

export async function openHistory(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<OpenedHistory> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const [codec] = client.options.loadedDataConverter.payloadCodecs;
  return (await openEach(JSON.parse(historyToJSON(history)), codec)) as OpenedHistory;
}

async function openEach(value: unknown, codec: PayloadCodec | undefined): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => openEach(one, codec)));
  if (value === null || typeof value !== 'object') return value;
  if (isSealed(value)) {
    if (!codec) throw new Error('this history is sealed, and the client that reads it has no codec');
    return (await convert(codec.decode, [payloadJson.parse(value)]))[0];
  }
  const entries = Object.entries(value).map(async ([key, inner]) => [key, await openEach(inner, codec)]);
  return Object.fromEntries(await Promise.all(entries));
}

const isSealed = (value: object): boolean =>
  (value as { metadata?: { encoding?: unknown } }).metadata?.encoding ===
  Buffer.from(sealedEncoding).toString('base64');
