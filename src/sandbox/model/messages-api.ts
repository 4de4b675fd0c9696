// The Messages API as Anthropic speaks it (POST /v1/messages, no streaming), with the refusals a client of ours could run into: a
// missing version, results that do not follow their calls, empty text, a tool's schema that is none. Anthropic's API reference,
// "Create a Message", "Errors" and "Tool use", read 2026-11-28.

import { z } from 'zod';
import { type Answer, answerJson, type Reply } from '../http/answer.ts';
import { readJsonObject, type SandboxRequest } from '../http/request.ts';
import type { SandboxState } from '../state.ts';
import { play, type Said, textOf } from './play.ts';
import type { ScriptedTurn } from './script.ts';

const text = z.looseObject({
  type: z.literal('text'),
  text: z.string().regex(/\S/, 'text content blocks must contain non-whitespace text'),
});
const toolUse = z.looseObject({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
});
const toolResult = z.looseObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.unknown())]).optional(),
});
const block = z.discriminatedUnion('type', [text, toolUse, toolResult]);
const message = z.looseObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([
    z
      .string()
      .min(1)
      .transform((said) => [{ type: 'text' as const, text: said }]),
    z.array(block).min(1),
  ]),
});
const tool = z.looseObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  input_schema: z
    .looseObject({ type: z.literal('object') })
    .refine(
      (schema) => !('anyOf' in schema || 'oneOf' in schema || 'allOf' in schema),
      'input_schema does not support oneOf, allOf, or anyOf at the top level',
    ),
});
const requestSchema = z.looseObject({
  model: z.string(),
  max_tokens: z.int().min(1),
  system: z.union([z.string(), z.array(text)]).default(''),
  messages: z.array(message).min(1),
  tools: z.array(tool).default([]),
  stream: z.boolean().default(false),
});
type Request = z.output<typeof requestSchema>;

const refuse = (status: number, type: string, message: string, headers = {}): Answer =>
  answerJson(status, { type: 'error', error: { type, message } }, headers);
const invalid = (message: string): Answer => refuse(400, 'invalid_request_error', message);
export const refuseMessagesKey = (): Answer => refuse(401, 'authentication_error', 'invalid x-api-key');
export const refuseUnknownModel = (model: string): Answer =>
  refuse(404, 'not_found_error', `model: ${model}`);

const typesByStatus: Readonly<Record<number, string>> = { 429: 'rate_limit_error', 529: 'overloaded_error' };

export async function createMessage(state: SandboxState, request: SandboxRequest): Promise<Reply> {
  if (request.headers['x-api-key'] !== state.model.apiKey) return refuseMessagesKey();
  if (request.headers['anthropic-version'] === undefined)
    return invalid('anthropic-version: header is required');
  const given = readJsonObject(request);
  const parsed = requestSchema.safeParse(given);
  if (!parsed.success) return invalid(z.prettifyError(parsed.error));
  if (parsed.data.stream) return invalid('The sandbox model does not stream.');
  const mistake = findMistake(parsed.data);
  if (mistake !== null) return invalid(mistake);
  const { system, messages, tools, model } = parsed.data;
  return play(
    state,
    {
      messages: (given as { messages: unknown[] }).messages,
      tools: tools.map(({ name }) => name),
      read: [system, messages, tools],
      system: typeof system === 'string' ? [system] : system.map((part) => part.text),
      answered: messages.filter(({ role }) => role === 'assistant').length,
    },
    {
      refuse: (status, says, headers) => refuse(status, typesByStatus[status] ?? 'api_error', says, headers),
      unknownScript: invalid,
      say: (turn, answered) => say(model, turn, answered),
    },
  );
}

/** A conversation begins with its user, and each call is answered by the very next message. */
function findMistake({ messages }: Request): string | null {
  if (messages[0]!.role !== 'user') return 'messages: first message must use the "user" role';
  for (const [place, { content }] of messages.entries()) {
    const used = content.flatMap((one) => (one.type === 'tool_use' ? [one.id] : []));
    const answered = (messages[place + 1]?.content ?? []).flatMap((one) =>
      one.type === 'tool_result' ? [one.tool_use_id] : [],
    );
    const missing = used.find((id) => !answered.includes(id));
    if (missing !== undefined) {
      return `messages.${place}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing}.`;
    }
    const stray = answered.find((id) => !used.includes(id));
    if (stray !== undefined) {
      return `messages.${place + 1}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}.`;
    }
  }
  return null;
}

function say(model: string, turn: ScriptedTurn, answered: number): Said {
  const said = textOf(turn);
  const calls = turn.calls.map(({ tool: name, args, rawArguments }, index) => ({
    type: 'tool_use',
    id: `toolu_${answered + 1}_${index + 1}`,
    name,
    // This wire carries values, not their text: what is no JSON arrives as a text where an object belongs.
    input: rawArguments === undefined ? args : readValue(rawArguments),
  }));
  const content = [...(said === null ? [] : [{ type: 'text', text: said }]), ...calls];
  const reason = turn.finish === 'length' ? 'max_tokens' : calls.length > 0 ? 'tool_use' : 'end_turn';
  return {
    message: content,
    answer: ({ promptTokens, completionTokens }) =>
      answerJson(200, {
        id: `msg_${answered}`,
        type: 'message',
        role: 'assistant',
        model,
        content,
        stop_reason: reason,
        stop_sequence: null,
        usage: { input_tokens: promptTokens, output_tokens: completionTokens },
      }),
  };
}

function readValue(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}
