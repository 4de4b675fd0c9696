// The accounts' tools for LangChain and LangGraph: `createReactAgent({ llm, tools: await firstlightTools(client) })`. A message
// of a tool holds the answer as JSON; its artifact is the answer itself.

import { DynamicStructuredTool } from '@langchain/core/tools';
import type { Firstlight } from './client.ts';
import { type OfferedAnswer, type OfferOptions, offerTools } from './offer-tools.ts';

export type { OfferedAnswer, OfferOptions, Refusal } from './offer-tools.ts';

export async function firstlightTools(
  client: Firstlight,
  options: OfferOptions = {},
): Promise<DynamicStructuredTool[]> {
  const offered = await offerTools(client, options);
  return offered.map(
    ({ name, description, inputSchema, call }) =>
      new DynamicStructuredTool({
        name,
        description,
        schema: inputSchema,
        responseFormat: 'content_and_artifact',
        func: async (input, _manager, config): Promise<[string, OfferedAnswer]> => {
          const answer = await call(input as Readonly<Record<string, unknown>>, config?.signal);
          return [JSON.stringify(answer), answer];
        },
      }),
  );
}
