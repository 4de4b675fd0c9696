// A model in the sandbox, on two wires at one address: Chat Completions (chat-completions.ts) and Messages (messages-api.ts), both
// playing the same scripts (script.ts), and the list of models on both, which tells a key and a name apart without a question.

import { type Answer, answerJson, type Reply } from '../http/answer.ts';
import { readBearer, type SandboxRequest } from '../http/request.ts';
import type { RouteTable } from '../http/route.ts';
import type { SandboxState } from '../state.ts';
import { completeChat, refuseChat, refuseChatKey } from './chat-completions.ts';
import { createMessage, refuseMessagesKey, refuseUnknownModel } from './messages-api.ts';

/** What the list has. A conversation may name any. */
const listed = ['scripted'];

export function modelTable(state: SandboxState): RouteTable {
  return {
    routes: [
      {
        method: 'POST',
        pattern: /^\/v1\/chat\/completions$/,
        handle: (request) => completeChat(state, request),
      },
      { method: 'POST', pattern: /^\/v1\/messages$/, handle: (request) => createMessage(state, request) },
      { method: 'GET', pattern: /^\/v1\/models$/, handle: (request) => look(state, request, null) },
      {
        method: 'GET',
        pattern: /^\/v1\/models\/(?<model>[^/]+)$/,
        handle: (request, { model }) => look(state, request, model!),
      },
    ],
    notFound: () =>
      refuseChat(
        404,
        'The sandbox model speaks POST /v1/chat/completions, POST /v1/messages and GET /v1/models.',
        'not_found',
      ),
  };
}

/** `model: null`: all of them. Which wire it is, a client of Anthropic's says by its headers. */
async function look(
  { model: desk }: SandboxState,
  request: SandboxRequest,
  model: string | null,
): Promise<Reply> {
  const isMessages = request.headers['anthropic-version'] !== undefined;
  const key = isMessages ? request.headers['x-api-key'] : readBearer(request);
  if (key !== desk.apiKey) return isMessages ? refuseMessagesKey() : refuseChatKey((key as string) ?? null);
  const show = (id: string): object =>
    isMessages
      ? { type: 'model', id, display_name: id, created_at: '2026-11-01T00:00:00Z' }
      : { id, object: 'model', created: 1_793_500_000, owned_by: 'sandbox' };
  if (model === null) return answerJson(200, { object: 'list', data: listed.map(show), has_more: false });
  return listed.includes(model) ? answerJson(200, show(model)) : unknownModel(isMessages, model);
}

const unknownModel = (isMessages: boolean, model: string): Answer =>
  isMessages
    ? refuseUnknownModel(model)
    : refuseChat(
        404,
        `The model '${model}' does not exist or you do not have access to it.`,
        'model_not_found',
      );
