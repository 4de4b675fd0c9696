// Reads the modules that FIRSTLIGHT_EXTENSIONS names and checks what they declare. Everything wrong with all of them is said
// at once, and nothing is started: an extension that is half there would be missed in the middle of a night.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ToolDefinition } from '../../activities/tools/define-tool.ts';
import { tools as builtInTools } from '../../activities/tools/index.ts';
import { holdToEvidence } from '../../activities/tools/own-tool.ts';
import { Failure } from '../domain/failures.ts';
import { chosenIdPattern, chosenIdRule } from '../domain/ids.ts';
import type { ProviderDefinition } from '../providers/define-provider.ts';
import { builtInProviders } from '../providers/index.ts';
import { findToolMistakes } from './check-tool.ts';
import { contractVersion, type Extension } from './define-extension.ts';
import { checkProvider } from './own-provider.ts';
import { checkRun, type RunKind } from './own-run.ts';

export interface Extensions {
  readonly names: readonly string[];
  readonly providers: readonly ProviderDefinition[];
  /** Held to their evidence already. */
  readonly tools: readonly ToolDefinition[];
  readonly runs: readonly RunKind[];
}

export interface ReadingExtensions {
  /** Where relative paths begin, and packages are looked for. */
  readonly folder?: string;
  /** Providers beside these, told once an extension's are known: it may have tools for those, too. */
  otherProviders?(own: readonly ProviderDefinition[]): readonly string[];
}

export async function readExtensions(
  specifiers: readonly string[],
  { folder = process.cwd(), otherProviders = () => [] }: ReadingExtensions = {},
): Promise<Extensions> {
  const modules = await Promise.all(specifiers.map((specifier) => importExtension(specifier, folder)));
  const complaints = modules.flatMap((found) => ('problem' in found ? [found.problem] : []));
  const read = modules.flatMap((found) => ('extension' in found ? [found] : []));
  const names: string[] = [];
  const providers: ProviderDefinition[] = [];
  const tools: ToolDefinition[] = [];
  const runs: RunKind[] = [];
  const complain = (specifier: string, what: string, mistakes: readonly string[]): void => {
    for (const mistake of mistakes) complaints.push(`${specifier}: ${what}: ${mistake}.`);
  };

  for (const { specifier, extension } of read) {
    complain(specifier, 'name', findNameMistakes(extension.name, names));
    names.push(extension.name);
    for (const declared of extension.providers) {
      const checked = checkProvider(declared, idsOf([...builtInProviders, ...providers]));
      if ('mistakes' in checked) complain(specifier, `provider ${nameIn(declared, 'id')}`, checked.mistakes);
      else providers.push(checked.provider);
    }
  }
  // After all providers: one extension may have tools for a provider of another.
  const providerIds = [...idsOf([...builtInProviders, ...providers]), ...otherProviders(providers)];
  for (const { specifier, extension } of read) {
    for (const declared of extension.tools) {
      const known = { tools: [...builtInTools, ...tools].map(({ name }) => name), providers: providerIds };
      const mistakes = findToolMistakes(declared, known);
      complain(specifier, `tool ${nameIn(declared, 'name')}`, mistakes);
      if (mistakes.length === 0) tools.push(holdToEvidence(declared));
    }
  }
  for (const { specifier, extension } of read) {
    for (const declared of extension.runs) {
      const checked = checkRun(
        declared,
        runs.map(({ kind }) => kind),
      );
      if ('mistakes' in checked) complain(specifier, `run ${nameIn(declared, 'kind')}`, checked.mistakes);
      else runs.push(checked.run);
    }
  }
  if (complaints.length > 0) {
    throw new Failure(
      'app.misconfigured',
      `FIRSTLIGHT_EXTENSIONS cannot be used. Nothing was started.\n${complaints.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  return { names, providers, tools, runs };
}

const idsOf = (some: readonly { readonly id: string }[]): string[] => some.map(({ id }) => id);

const nameIn = (declared: object | null, field: string): string => {
  const value = (Object(declared) as Record<string, unknown>)[field];
  return typeof value === 'string' && value !== '' ? `"${value}"` : `without ${field}`;
};

function findNameMistakes(name: unknown, taken: readonly string[]): string[] {
  if (typeof name !== 'string' || !chosenIdPattern.test(name)) return [`must be ${chosenIdRule}`];
  return taken.includes(name) ? [`there is an extension "${name}" already`] : [];
}

type Found = { readonly specifier: string; readonly extension: Extension } | { readonly problem: string };

async function importExtension(specifier: string, folder: string): Promise<Found> {
  const problem = (says: string): Found => ({ problem: `${specifier}: ${says}` });
  const url = addressOf(specifier, folder);
  if (url === null) {
    return problem(`no package of that name is installed in ${folder}; a path must begin with "./" or "/".`);
  }
  const path = fileURLToPath(url);
  if (!existsSync(path)) return problem(`there is no file ${path}.`);
  let exported: { readonly default?: unknown };
  try {
    exported = await import(url);
  } catch (error) {
    return problem(explainImport(error as Error & { code?: string }));
  }
  const extension = exported.default as Partial<Extension> | undefined;
  const isOne = typeof extension === 'object' && extension !== null && typeof extension.contract === 'number';
  if (!isOne) return problem('has no default export that defineExtension({…}) has made.');
  if (extension.contract !== contractVersion) {
    return problem(
      `was made with another version of the package firstlight (its contract is ${extension.contract}, this one's ${contractVersion}). Install the version that runs it.`,
    );
  }
  const isList = (field: 'providers' | 'tools' | 'runs'): boolean => Array.isArray(extension[field]);
  if (!isList('providers') || !isList('tools') || !isList('runs')) {
    return problem('its `providers`, `tools` and `runs` must be lists.');
  }
  return { specifier, extension: extension as Extension };
}

/** A path from the folder, or what a package of that name exports there; null: no such package. */
function addressOf(specifier: string, folder: string): string | null {
  if (specifier.startsWith('file:')) return specifier;
  if (/^\.{1,2}\//.test(specifier) || isAbsolute(specifier)) {
    return pathToFileURL(resolve(folder, specifier)).href;
  }
  try {
    return pathToFileURL(createRequire(join(folder, 'package.json')).resolve(specifier)).href;
  } catch {
    return null;
  }
}

function explainImport(error: Error & { readonly code?: string }): string {
  if (error.code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return 'this Node cannot read TypeScript; compile it first, or use Node 22.18 or newer.';
  }
  const [line = ''] = error.message.split('\n');
  return `cannot be loaded (${error.name}: ${line}).`;
}
