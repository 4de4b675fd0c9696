// What is found out of a model without a question to it. A real HTTP server that answers as providers and gateways do.
import { expect, it } from 'vitest';
import { lookUpModel } from '../../src/models/look-up-model.ts';
import { answerJson, serve } from '../support/http-server.ts';

type Kind = Parameters<typeof lookUpModel>[0]['kind'];
type Answers = Readonly<Record<string, readonly [status: number, body?: unknown]>>;

async function lookUp(kind: Kind, answers: Answers, model = 'm') {
  const asked: string[] = [];
  const keys = new Set<unknown>();
  const server = await serve((request, response) => {
    asked.push(request.url!);
    keys.add(request.headers.authorization ?? request.headers['x-api-key']);
    const [status, body = {}] = answers[request.url!] ?? [404];
    answerJson(response, status, body, status === 302 ? { location: '/elsewhere' } : {});
  });
  const settings = { kind, model, baseUrl: `${server.url}/v1/`, key: 'sk-k' };
  return { found: await lookUpModel(settings, AbortSignal.timeout(5_000)), asked, keys: [...keys] };
}

it.each<[string, Kind, Answers, string]>([
  ['it is there', 'openai', { '/v1/models/m': [200] }, 'known'],
  ['it is not there', 'openai', {}, 'unknown_model'],
  ['it is not there', 'anthropic', {}, 'unknown_model'],
  ['the key is wrong', 'anthropic', { '/v1/models/m': [401] }, 'key_refused'],
  ['the key may not look', 'openai', { '/v1/models/m': [403] }, 'may_not_look'],
  [
    'a server has the list only',
    'openai-compatible',
    { '/v1/models': [200, { data: [{ id: 'm' }] }] },
    'known',
  ],
  [
    'its list lacks it',
    'openai-compatible',
    { '/v1/models': [200, { data: [{ id: 'n' }] }] },
    'unknown_model',
  ],
  ['a server has no list', 'openai-compatible', {}, 'not_listed'],
  ['its list is something else', 'openai-compatible', { '/v1/models': [200, 'hello'] }, 'not_listed'],
  ['its list refuses the key', 'openai-compatible', { '/v1/models': [401] }, 'key_refused'],
  ['it is out of order', 'openai', { '/v1/models/m': [503] }, 'unreachable'],
  ['it leads elsewhere', 'openai', { '/v1/models/m': [302] }, 'unreachable'],
])('finds, where %s (%s)', async (_, kind, answers, expected) => {
  expect((await lookUp(kind, answers)).found.kind).toBe(expected);
});

it('sends each provider its key its own way, and follows nobody elsewhere with it', async () => {
  expect((await lookUp('openai', { '/v1/models/m': [200] })).keys).toEqual(['Bearer sk-k']);
  expect((await lookUp('anthropic', { '/v1/models/m': [200] })).keys).toEqual(['sk-k']);
  expect((await lookUp('openai', { '/v1/models/m': [302] })).asked).toEqual(['/v1/models/m']);
});

it('asks for names with a slash in them as one name', async () => {
  const { found, asked } = await lookUp(
    'openai-compatible',
    { '/v1/models/meta%2Fllama': [200] },
    'meta/llama',
  );
  expect([found.kind, asked]).toEqual(['known', ['/v1/models/meta%2Fllama']]);
});

it('says that it was not answered in time', async () => {
  const server = await serve(() => {});
  const found = await lookUpModel(
    { kind: 'openai', model: 'm', baseUrl: server.url, key: 'k' },
    AbortSignal.timeout(200),
  );
  expect(found).toEqual({ kind: 'unreachable', reason: 'it did not answer in time' });
});
