// An agent of LangGraph on the accounts of one tenant. Any chat model of LangChain that calls tools will do.
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { createFirstlight } from 'firstlight/client';
import { firstlightTools } from 'firstlight/langchain';

const firstlight = createFirstlight({
  url: process.env.FIRSTLIGHT_URL,
  key: process.env.FIRSTLIGHT_TENANT_KEY,
});

const agent = createReactAgent({
  llm: new ChatOpenAI({
    model: process.env.MODEL_NAME,
    apiKey: process.env.MODEL_KEY,
    configuration: { baseURL: process.env.MODEL_URL },
  }),
  prompt:
    process.env.INSTRUCTIONS ?? 'You answer questions about deals. A blocked account is not an empty one.',
  tools: await firstlightTools(firstlight, {
    tools: ['hubspot.search_deals'],
    // The model is told too; this is where your program shows the link to the person.
    onBlocked: ({ account, reauthUrl }) => console.log(`blocked: ${account} ${reauthUrl}`),
  }),
});

const { messages } = await agent.invoke({
  messages: [{ role: 'user', content: 'How many deals are there?' }],
});
console.log(`answer: ${messages.at(-1).content}`);
