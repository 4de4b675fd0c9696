// The models of an installation, by the names orders use. A model's key is handed to nobody but its AI SDK provider and the
// look-up, which put it into a header. AI SDK, because it is the best kept client of all their APIs at once.

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import { type Lookup, lookUpModel } from './look-up-model.ts';
import type { ModelSettings } from './model-file.ts';
import { openPackagedModel } from './model-package.ts';

export interface ConfiguredModel extends Omit<ModelSettings, 'apiKey' | 'options'> {
  open(): LanguageModel;
  /** Asks its provider for it, without a question to the model. */
  lookUp(signal: AbortSignal): Promise<Lookup>;
}

export interface Models {
  readonly names: readonly string[];
  /** Null where no such model is configured. */
  find(name: string): ConfiguredModel | null;
}

export async function createModels(settings: readonly ModelSettings[]): Promise<Models> {
  const models = new Map(
    await Promise.all(
      settings.map(async (one): Promise<[string, ConfiguredModel]> => {
        const { apiKey, options: _options, ...rest } = one;
        const opened = await openModel(one);
        const question = { ...rest, key: apiKey?.reveal() ?? null };
        return [one.name, { ...rest, open: () => opened, lookUp: (signal) => lookUpModel(question, signal) }];
      }),
    ),
  );
  return { names: [...models.keys()], find: (name) => models.get(name) ?? null };
}

async function openModel(settings: ModelSettings): Promise<LanguageModel> {
  const { kind, model, baseUrl, apiKey } = settings;
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
    case 'ai-sdk':
      return openPackagedModel(settings);
  }
}
