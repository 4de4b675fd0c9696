// The Chat Completions API as OpenAI and OpenAI-compatible servers speak it (POST /v1/chat/completions, no streaming), with the
// refusals a client of ours could run into: OpenAI's API reference, "Create chat completion" and "Error codes", read 2026-11-28.

import { z } from 'zod';
import { type Answer, answerJson, type Reply } from '../http/answer.ts';
import { readBearer, readJsonObject, type SandboxRequest } from '../http/request.ts';
import type { SandboxState } from '../state.ts';
import { play, type Said, textOf } from './play.ts';
import type { ScriptedTurn } from './script.ts';

const content = z
  .union([z.string(), z.null(), z.array(z.looseObject({ text: z.string().optional() }))])
  .optional()
  .transform((given) =>
    Array.isArray(given) ? given.map((part) => part.text ?? '').join('\n') : (given ?? ''),
  );
const message = z.looseObject({
  role: z.string(),
  content,
  tool_calls: z.array(z.looseObject({ id: z.string() })).optional(),
  tool_call_id: z.string().optional(),
});
const toolName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const parameters = z.looseObject({ type: z.literal('object') });
const chatSchema = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z
    .array(z.looseObject({ function: z.looseObject({ name: toolName, parameters: parameters.optional() }) }))
    .default([]),
  stream: z.boolean().default(false),
  max_tokens: z.number().optional(),
});
type Chat = z.output<typeof chatSchema>;

export const refuseChat = (status: number, text: string, code: string, headers = {}): Answer =>
  answerJson(status, { error: { message: text, type: 'invalid_request_error', param: null, code } }, headers);

/** OpenAI's own words begin like this, and quote a part of the key. */
export const refuseChatKey = (key: string | null): Answer =>
  refuseChat(401, `Incorrect API key provided: ${key ?? 'none'}.`, 'invalid_api_key');

export async function completeChat(state: SandboxState, request: SandboxRequest): Promise<Reply> {
  const key = readBearer(request);
  if (key !== state.model.apiKey) return refuseChatKey(key);
  const parsed = chatSchema.safeParse(readJsonObject(request));
  if (!parsed.success) return refuseChat(400, z.prettifyError(parsed.error), 'invalid_request');
  const chat = parsed.data;
  if (chat.stream) return refuseChat(400, 'The sandbox model does not stream.', 'unsupported');
  const unanswered = findUnanswered(chat);
  if (unanswered !== null) {
    return refuseChat(
      400,
      `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${unanswered}`,
      'invalid_request',
    );
  }
  return play(
    state,
    {
      messages: chat.messages,
      tools: chat.tools.map((tool) => tool.function.name),
      read: [chat.messages, chat.tools],
      system: chat.messages
        .filter(({ role }) => role === 'system' || role === 'developer')
        .map((one) => one.content),
      answered: chat.messages.filter(({ role }) => role === 'assistant').length,
    },
    {
      refuse: (status, text, headers) =>
        refuseChat(status, text, status === 429 ? 'rate_limit_exceeded' : 'server_error', headers),
      unknownScript: (text) => refuseChat(400, text, 'unknown_script'),
      say: (turn, answered) => say(chat, turn, answered),
    },
  );
}

/** The first call without an answer right behind it. */
function findUnanswered({ messages }: Chat): string | null {
  for (const [place, { tool_calls: calls = [] }] of messages.entries()) {
    const next = messages.slice(place + 1);
    const end = next.findIndex(({ role }) => role !== 'tool');
    const answers = (end < 0 ? next : next.slice(0, end)).map((one) => one.tool_call_id);
    const missing = calls.find(({ id }) => !answers.includes(id));
    if (missing) return missing.id;
  }
  return null;
}

function say({ model }: Chat, turn: ScriptedTurn, answered: number): Said {
  const calls = turn.calls.map(({ tool, args, rawArguments }, index) => ({
    id: `call_${answered + 1}_${index + 1}`,
    type: 'function',
    function: { name: tool, arguments: rawArguments ?? JSON.stringify(args) },
  }));
  const said = { role: 'assistant', content: textOf(turn), ...(calls.length > 0 && { tool_calls: calls }) };
  const finish = turn.finish === 'length' ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop';
  return {
    message: said,
    answer: ({ promptTokens, completionTokens }) =>
      answerJson(200, {
        id: `chatcmpl-${answered}`,
        object: 'chat.completion',
        created: Math.floor(Date.now() / 1_000),
        model,
        choices: [{ index: 0, message: said, finish_reason: finish }],
        usage: {
          prompt_tokens: promptTokens,
          completion_tokens: completionTokens,
          total_tokens: promptTokens + completionTokens,
        },
      }),
  };
}
