// The models of an installation, by the names orders use. The only place that hands a model's key to anybody: the AI SDK's
// provider and the look-up, which put it into a header. AI SDK, because it is the best kept client of all their APIs at once.

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import { type Lookup, lookUpModel } from './look-up-model.ts';
import type { ModelSettings } from './model-file.ts';

export interface ConfiguredModel extends Omit<ModelSettings, 'apiKey'> {
  open(): LanguageModel;
  /** Asks its provider for it, without a question to the model. */
  lookUp(signal: AbortSignal): Promise<Lookup>;
}

export interface Models {
  readonly names: readonly string[];
  /** Null where no such model is configured. */
  find(name: string): ConfiguredModel | null;
}

export function createModels(settings: readonly ModelSettings[]): Models {
  const models = new Map(
    settings.map(({ apiKey, ...rest }): [string, ConfiguredModel] => [
      rest.name,
      {
        ...rest,
        open: () => openModel({ ...rest, apiKey }),
        lookUp: (signal) => lookUpModel({ ...rest, key: apiKey?.reveal() ?? null }, signal),
      },
    ]),
  );
  return { names: [...models.keys()], find: (name) => models.get(name) ?? null };
}

function openModel({ kind, model, baseUrl, apiKey }: ModelSettings): LanguageModel {
  // A key that is not given must not be looked for in the environment by the library: only what is configured is used.
  const key = apiKey?.reveal() ?? '';
  switch (kind) {
    case 'openai':
      // Chat Completions, not Responses: that API keeps the conversation at its provider and refers to it, and ours is here.
      return createOpenAI({ apiKey: key, ...(baseUrl && { baseURL: baseUrl }) }).chat(model);
    case 'anthropic':
      return createAnthropic({ apiKey: key, ...(baseUrl && { baseURL: baseUrl }) })(model);
    case 'openai-compatible':
      return createOpenAICompatible({
        name: 'model',
        baseURL: baseUrl!,
        ...(key && { apiKey: key }),
      })(model);
  }
}
