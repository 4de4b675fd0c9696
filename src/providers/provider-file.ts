// JSON files about providers (FIRSTLIGHT_PROVIDER_FILES). An id that is built in: the file's fields are laid over that
// provider's own, e.g. the endpoints of a sandbox, a proxy or another region, and the client's id and secret. Any other id:
// the file is the provider, all of it (design section 5). Everything wrong with all files is said at once.
// Never quotes a value: it may be a secret.

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../domain/failures.ts';
import { builtInProviders } from './index.ts';
import { providerFileSchema, requiredFields, type WholeProviderFile } from './provider-file-schema.ts';

export interface ProviderFile extends Partial<Omit<WholeProviderFile, 'id'>> {
  readonly id: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function readProviderFiles(
  paths: readonly string[],
  environment: Environment,
  /** Those that need no file: the built-in ones, and an extension's. */
  there: readonly { readonly id: string }[] = builtInProviders,
): ProviderFile[] {
  const known = new Set(there.map((provider) => provider.id));
  const files: ProviderFile[] = [];
  const complaints: string[] = [];
  for (const path of paths) {
    const { file, id, problems } = examineFile(path, environment, known);
    if (problems.length > 0)
      complaints.push(`The provider file ${path} cannot be used. ${problems.join('; ')}.`);
    if (file) files.push(file);
    // A later file may lay something over this one; what this one lacks is not said twice.
    if (id !== null) known.add(id);
  }
  if (complaints.length > 0) throw new Failure('app.misconfigured', complaints.join('\n'));
  return files;
}

/** Names what a provider that is not built in must say and does not. */
export function findMissing(file: Readonly<Record<string, unknown>>): string[] {
  return requiredFields.filter((field) => file[field] === undefined);
}

export const isWhole = (file: ProviderFile): file is WholeProviderFile =>
  findMissing({ ...file }).length === 0;

interface Examined {
  /** Null when there are problems. */
  readonly file: ProviderFile | null;
  readonly id: string | null;
  readonly problems: readonly string[];
}

function examineFile(path: string, environment: Environment, known: ReadonlySet<string>): Examined {
  const read = parseJson(path);
  if ('problem' in read) return { file: null, id: null, problems: [read.problem] };
  const { given, problems } = fillIn(read.content, environment);
  const parsed = providerFileSchema.safeParse(given);
  const id = typeof given.id === 'string' ? given.id : null;
  problems.push(...(parsed.error?.issues.map(describe) ?? []));
  problems.push(...(id === null ? [] : findGaps(id, read.content, known)));
  return { file: parsed.success && problems.length === 0 ? parsed.data : null, id, problems };
}

/** What is not there at all; a value that is there and wrong has been complained of already. */
function findGaps(
  id: string,
  content: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): string[] {
  if (!known.has(id)) {
    const missing = findMissing(content);
    if (missing.length === 0) return [];
    const builtIn = builtInProviders.map((provider) => provider.id).join(', ');
    return [
      `"${id}" is not built in (${builtIn} are), so the file must describe it whole, and it lacks ${missing.join(', ')}`,
    ];
  }
  const isHalf = (content.clientId === undefined) !== (content.clientSecret === undefined);
  return isHalf ? ['clientId and clientSecret go together: give both, or neither'] : [];
}

const fromEnvironment = z.strictObject({ env: z.string().min(1) });

/** Puts in the place of each `{"env": "NAME"}` what the variable holds. */
function fillIn(
  content: Readonly<Record<string, unknown>>,
  environment: Environment,
): { readonly given: Record<string, unknown>; readonly problems: string[] } {
  const problems: string[] = [];
  const resolve = (value: unknown, field: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolve(item, field));
    const reference = fromEnvironment.safeParse(value).data;
    if (!reference) {
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(inner, field)]));
    }
    const found = environment[reference.env];
    if (!found) problems.push(`${field} is taken from ${reference.env}, which is not set`);
    return found || undefined;
  };
  const given = Object.fromEntries(
    Object.entries(content)
      .map(([field, value]) => [field, resolve(value, field)] as const)
      .filter(([, value]) => value !== undefined),
  );
  return { given, problems };
}

function describe(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: no such field`;
  return `${where || 'the file'}: ${issue.message}`;
}

type Parsed = { readonly content: Readonly<Record<string, unknown>> } | { readonly problem: string };

function parseJson(path: string): Parsed {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { problem: `It cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
  try {
    const content = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
    return content.success ? { content: content.data } : { problem: 'It must hold one JSON object' };
  } catch {
    // The parser's own message quotes the text, and the text holds a secret.
    return { problem: 'It is not JSON' };
  }
}
