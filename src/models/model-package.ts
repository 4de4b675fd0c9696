// Models of any provider AI SDK has a package for, which whoever runs Firstlight installs beside it (`kind: ai-sdk`). Opened when
// the process starts, so that a missing package or one made for another AI SDK is said then, and not at night.

import type { LanguageModel } from 'ai';
import { Failure } from '../domain/failures.ts';
import type { ModelSettings } from './model-file.ts';

/** What the packages of AI SDK have in common: `create…({ apiKey, baseURL, … })` answers a function from a model's name to it. */
type Factory = (options: Record<string, unknown>) => (model: string) => LanguageModel;

/** Versions of the interface between AI SDK 6 and its providers. */
const specificationVersions = ['v2', 'v3'];

type Load = (id: string) => Promise<Record<string, unknown>>;

const fromNodeModules: Load = (id) => import(id);

export async function openPackagedModel(
  settings: ModelSettings,
  load: Load = fromNodeModules,
): Promise<LanguageModel> {
  const { name, model, baseUrl, apiKey, options } = settings;
  const create = await findFactory(settings, load);
  const opened = create({
    // Given even where there is none: what the library finds in the environment by itself is not what was configured.
    apiKey: apiKey?.reveal() ?? '',
    ...(baseUrl && { baseURL: baseUrl }),
    ...(options && (JSON.parse(options.reveal()) as object)),
  })(model);
  const version = typeof opened === 'string' ? '' : opened.specificationVersion;
  if (!specificationVersions.includes(version)) {
    throw mistaken(name, `${settings.package} is not made for AI SDK 6; install the version of it that is`);
  }
  return opened;
}

async function findFactory({ name, package: id, factory }: ModelSettings, load: Load): Promise<Factory> {
  let exported: Record<string, unknown>;
  try {
    exported = await load(id!);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
    throw mistaken(
      name,
      `the package ${id} cannot be loaded (${reason}); install it beside Firstlight: npm install ${id}`,
    );
  }
  const factories = Object.keys(exported).filter(
    (one) => /^create[A-Z]/.test(one) && typeof exported[one] === 'function',
  );
  const [only] = factory === undefined ? factories : factories.filter((one) => one === factory);
  if (only === undefined || (factory === undefined && factories.length > 1)) {
    throw mistaken(
      name,
      `"factory" must be one of what ${id} exports: ${factories.join(', ') || 'but it exports no create…'}`,
    );
  }
  return exported[only] as Factory;
}

const mistaken = (name: string, what: string): Failure =>
  new Failure('app.misconfigured', `The model "${name}" cannot be used: ${what}.`);
