// An agent of the AI SDK on the accounts of one tenant. Any model the AI SDK supports will do.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, stepCountIs } from 'ai';
import { firstlightTools } from 'firstlight/ai-sdk';
import { createFirstlight } from 'firstlight/client';

const firstlight = createFirstlight({
  url: process.env.FIRSTLIGHT_URL,
  key: process.env.FIRSTLIGHT_TENANT_KEY,
});
const models = createOpenAICompatible({
  name: 'mine',
  baseURL: process.env.MODEL_URL,
  apiKey: process.env.MODEL_KEY,
});

const { text } = await generateText({
  model: models(process.env.MODEL_NAME),
  system:
    process.env.INSTRUCTIONS ?? 'You answer questions about deals. A blocked account is not an empty one.',
  prompt: 'How many deals are there?',
  tools: await firstlightTools(firstlight, {
    tools: ['hubspot.search_deals'],
    // The model is told too; this is where your program shows the link to the person.
    onBlocked: ({ account, reauthUrl }) => console.log(`blocked: ${account} ${reauthUrl}`),
  }),
  stopWhen: stepCountIs(8),
});
console.log(`answer: ${text}`);
