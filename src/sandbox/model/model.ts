// A model in the sandbox: the Chat Completions API as OpenAI-compatible servers speak it (POST /v1/chat/completions, no
// streaming), playing scripts (script.ts). Tokens are counted as a quarter of the characters.

import { z } from 'zod';
import { type Answer, answerJson, type Reply } from '../http/answer.ts';
import { readBearer, readJsonObject, type SandboxRequest } from '../http/request.ts';
import type { RouteTable } from '../http/route.ts';
import type { SandboxState } from '../state.ts';
import type { ModelDesk } from './desk.ts';
import { type ScriptedTurn, scriptLineOf, turnOf } from './script.ts';

const content = z
  .union([z.string(), z.null(), z.array(z.looseObject({ text: z.string().optional() }))])
  .optional()
  .transform((given) =>
    Array.isArray(given) ? given.map((part) => part.text ?? '').join('\n') : (given ?? ''),
  );
const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content })).min(1),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
  stream: z.boolean().default(false),
  max_tokens: z.number().optional(),
});
type ChatRequest = z.output<typeof requestSchema>;

const tokensOf = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 4);

const refuse = (status: number, message: string, code: string, headers = {}): Answer =>
  answerJson(status, { error: { message, type: 'invalid_request_error', param: null, code } }, headers);

export function modelTable(state: SandboxState): RouteTable {
  return {
    routes: [
      {
        method: 'POST',
        pattern: /^\/v1\/chat\/completions$/,
        handle: (request) => complete(state, request),
      },
    ],
    notFound: () => refuse(404, 'The sandbox model speaks POST /v1/chat/completions.', 'not_found'),
  };
}

async function complete(state: SandboxState, request: SandboxRequest): Promise<Reply> {
  const desk = state.model;
  // OpenAI's own words begin like this, and quote a part of the key.
  const key = readBearer(request);
  if (key !== desk.apiKey)
    return refuse(401, `Incorrect API key provided: ${key ?? 'none'}.`, 'invalid_api_key');
  const parsed = requestSchema.safeParse(readJsonObject(request));
  if (!parsed.success) return refuse(400, z.prettifyError(parsed.error), 'invalid_request');
  const chat = parsed.data;
  if (chat.stream) return refuse(400, 'The sandbox model does not stream.', 'unsupported');

  const line = scriptLineOf(chat.messages);
  const script = line === null ? null : desk.find(line);
  if (line !== null && !script) {
    const known = desk.scriptNames.join(', ') || 'none';
    return refuse(400, `There is no script "${line}"; there are: ${known}.`, 'unknown_script');
  }
  const answered = chat.messages.filter(({ role }) => role === 'assistant').length;
  const turn = script
    ? turnOf(script, answered)
    : turnOf({ turns: [{ calls: [], delayMs: 0, finish: 'stop', say: 'Done.' }], afterwards: 'done' }, 0);
  return play(state, chat, { line, answered, turn });
}

async function play(
  { model: desk, pace }: SandboxState,
  chat: ChatRequest,
  { line, answered, turn }: { line: string | null; answered: number; turn: ScriptedTurn },
): Promise<Answer> {
  const books = noteIn(desk, chat, line, answered);
  if (turn.refuse && desk.refuses(line ?? '', answered, turn.refuse.times)) {
    const { status, retryAfterSeconds } = turn.refuse;
    books(status, 0, 0);
    const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return refuse(
      status,
      'The script says no.',
      status === 429 ? 'rate_limit_exceeded' : 'server_error',
      headers,
    );
  }
  await pace.wait(turn.delayMs);
  const message = messageOf(turn, answered);
  const promptTokens = turn.usage?.promptTokens ?? tokensOf([chat.messages, chat.tools]);
  const completionTokens = turn.usage?.completionTokens ?? tokensOf(message);
  books(200, promptTokens, completionTokens);
  return answerJson(200, {
    id: `chatcmpl-${answered}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1_000),
    model: chat.model,
    choices: [
      {
        index: 0,
        message,
        finish_reason: turn.finish === 'length' ? 'length' : turn.calls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  });
}

function noteIn(desk: ModelDesk, chat: ChatRequest, script: string | null, turn: number) {
  return (status: number, promptTokens: number, completionTokens: number): void =>
    desk.note({
      at: Date.now(),
      script,
      turn,
      status,
      messages: chat.messages,
      tools: chat.tools.map((tool) => tool.function.name),
      promptTokens,
      completionTokens,
    });
}

function messageOf(turn: ScriptedTurn, answered: number) {
  const text = turn.sayJson === undefined ? (turn.say ?? null) : JSON.stringify(turn.sayJson);
  const calls = turn.calls.map(({ tool, args, rawArguments }, index) => ({
    id: `call_${answered + 1}_${index + 1}`,
    type: 'function',
    function: { name: tool, arguments: rawArguments ?? JSON.stringify(args) },
  }));
  return { role: 'assistant', content: text, ...(calls.length > 0 && { tool_calls: calls }) };
}
