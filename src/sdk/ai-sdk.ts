// The accounts' tools for the AI SDK: `generateText({ tools: await firstlightTools(client), … })`.

import { dynamicTool, jsonSchema, type ToolSet } from 'ai';
import type { Firstlight } from './client.ts';
import { type OfferOptions, offerTools } from './offer-tools.ts';

export type { OfferedAnswer, OfferOptions, Refusal } from './offer-tools.ts';

export async function firstlightTools(client: Firstlight, options: OfferOptions = {}): Promise<ToolSet> {
  const offered = await offerTools(client, options);
  return Object.fromEntries(
    offered.map(({ name, description, inputSchema, call }) => [
      name,
      dynamicTool({
        description,
        inputSchema: jsonSchema(inputSchema),
        execute: (input, { abortSignal }) => call(input as Readonly<Record<string, unknown>>, abortSignal),
      }),
    ]),
  );
}
