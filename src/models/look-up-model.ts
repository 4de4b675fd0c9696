// Is a model there, and does its provider take our key? Asked of the provider's list of models, which costs no token. Says what is so
// in words of our own; what the provider said may quote the key, so it is not repeated.

import type { ModelSettings } from './model-file.ts';

export type Lookup =
  | { readonly kind: 'known' }
  /** It answers and takes the key, and has no list in which the model could be looked up. */
  | { readonly kind: 'not_listed' }
  | { readonly kind: 'unknown_model' }
  | { readonly kind: 'key_refused'; readonly status: number }
  /** Of a package, which has no way to ask. */
  | { readonly kind: 'not_asked' }
  /** The key is good, and may not look at the list. */
  | { readonly kind: 'may_not_look' }
  /** `reason` completes "because …". */
  | { readonly kind: 'unreachable'; readonly reason: string };

type Question = Pick<ModelSettings, 'kind' | 'model' | 'baseUrl'> & { readonly key: string | null };

/** As the clients of AI SDK have them (src/models/registry.ts). */
const usualBaseUrl = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
} as const;
const anthropicVersion = '2023-06-01';

export async function lookUpModel(settings: Question, signal: AbortSignal): Promise<Lookup> {
  const { kind, model } = settings;
  if (kind === 'ai-sdk') return { kind: 'not_asked' };
  const one = await ask(settings, `/models/${encodeURIComponent(model)}`, signal);
  if (one.kind !== 'answered') return one;
  if (one.status === 200) return { kind: 'known' };
  if (one.status !== 404 && one.status !== 405) return judge(one.status);
  if (kind !== 'openai-compatible') return { kind: 'unknown_model' };
  // Servers that speak like OpenAI have the list more often than its single entries.
  const all = await ask(settings, '/models', signal);
  if (all.kind !== 'answered') return all;
  if (all.status === 404 || all.status === 405) return { kind: 'not_listed' };
  if (all.status !== 200) return judge(all.status);
  const ids = idsIn(all.body);
  if (ids === null) return { kind: 'not_listed' };
  return { kind: ids.includes(model) ? 'known' : 'unknown_model' };
}

function judge(status: number): Lookup {
  if (status === 401) return { kind: 'key_refused', status };
  if (status === 403) return { kind: 'may_not_look' };
  return { kind: 'unreachable', reason: `it answered ${status}` };
}

type Asked =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | Extract<Lookup, { kind: 'unreachable' }>;

async function ask({ kind, baseUrl, key }: Question, path: string, signal: AbortSignal): Promise<Asked> {
  const base = baseUrl ?? usualBaseUrl[kind as keyof typeof usualBaseUrl];
  const headers: Record<string, string> =
    kind === 'anthropic'
      ? { 'x-api-key': key ?? '', 'anthropic-version': anthropicVersion }
      : key === null
        ? {}
        : { authorization: `Bearer ${key}` };
  try {
    const response = await fetch(`${base.replace(/\/+$/, '')}${path}`, {
      ...{ headers, signal },
      // A key is sent where it is configured to go, and nowhere a redirect leads.
      redirect: 'manual',
    });
    return { kind: 'answered', status: response.status, body: await response.text() };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: unknown } };
    if (name === 'TimeoutError') return { kind: 'unreachable', reason: 'it did not answer in time' };
    const code = typeof cause?.code === 'string' ? cause.code : name;
    return { kind: 'unreachable', reason: `no connection came about (${code})` };
  }
}

function idsIn(body: string): string[] | null {
  try {
    const { data } = JSON.parse(body) as { readonly data: readonly { readonly id: string }[] };
    return data.map(({ id }) => id);
  } catch {
    // It answered with something else than a list of models, which is no fault of the model.
    return null;
  }
}
