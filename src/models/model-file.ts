// JSON files about models (FIRSTLIGHT_MODEL_FILES): which there are, where, with which key, and what they cost. Everything wrong
// with all files is said at once, and no value is quoted: it may be a key.

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../domain/failures.ts';
import { Secret } from '../domain/secret.ts';

const price = z.number().nonnegative();
const toSecret = (value: string): Secret => new Secret(value);

const modelSchema = z
  .strictObject({
    /** What an order calls it. */
    name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'must be letters, digits, dots and dashes'),
    kind: z.enum(['openai', 'anthropic', 'openai-compatible', 'ai-sdk']),
    /** Of kind `ai-sdk`: the npm package of its provider, and which of its `create…` where there are several. */
    package: z
      .string()
      .regex(/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/, 'must be the name of an npm package')
      .optional(),
    factory: z.string().min(1).optional(),
    /** What that package takes beside key and address. Sealed as a whole: some of them are keys. */
    options: z
      .record(z.string(), z.unknown())
      .transform((value) => toSecret(JSON.stringify(value)))
      .optional(),
    /** What its provider calls it. */
    model: z.string().min(1).max(200),
    baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
    apiKey: z.string().min(1).transform(toSecret).optional(),
    /** How much it reads at once, its answer included. */
    contextTokens: z.int().min(2_000).default(128_000),
    maxOutputTokens: z.int().min(100).default(4_096),
    temperature: z.number().min(0).max(2).optional(),
    /** Per million tokens, in whatever currency orders limit. */
    prices: z.strictObject({ input: price, output: price }).optional(),
    requestSeconds: z.number().min(1).max(3_600).default(300),
  })
  .refine(({ kind, baseUrl }) => kind !== 'openai-compatible' || baseUrl !== undefined, {
    path: ['baseUrl'],
    message: 'is missing: an openai-compatible model is wherever you say it is',
  })
  .refine(({ kind, package: id }) => (kind === 'ai-sdk') === (id !== undefined), {
    path: ['package'],
    message: 'belongs to the kind ai-sdk, and is needed there, e.g. "@ai-sdk/google"',
  })
  .refine(({ kind, factory, options }) => kind === 'ai-sdk' || (!factory && !options), {
    path: ['options'],
    message: 'and factory are for the kind ai-sdk alone',
  })
  .refine(({ kind, apiKey }) => !['openai', 'anthropic'].includes(kind) || apiKey !== undefined, {
    path: ['apiKey'],
    message: 'is missing, e.g. {"env": "OPENAI_API_KEY"}',
  })
  .refine(({ contextTokens, maxOutputTokens }) => maxOutputTokens * 2 <= contextTokens, {
    path: ['maxOutputTokens'],
    message: 'must be at most half of contextTokens',
  });

export type ModelSettings = z.output<typeof modelSchema>;

const fileSchema = z.strictObject({ models: z.array(modelSchema).min(1) });

type Environment = Readonly<Record<string, string | undefined>>;

export function readModelFiles(paths: readonly string[], environment: Environment): ModelSettings[] {
  const complaints: string[] = [];
  const models: ModelSettings[] = [];
  for (const path of paths) {
    const problems: string[] = [];
    const content = parseJson(path, problems);
    if (content !== undefined) {
      const parsed = fileSchema.safeParse(fillIn(content, environment, problems));
      if (parsed.success) models.push(...parsed.data.models);
      else problems.push(...parsed.error.issues.map(describe));
    }
    if (problems.length > 0)
      complaints.push(`The model file ${path} cannot be used. ${problems.join('; ')}.`);
  }
  const names = models.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) complaints.push(`Two models are named ${[...new Set(twice)].join(', ')}.`);
  if (complaints.length > 0) throw new Failure('app.misconfigured', complaints.join('\n'));
  return models;
}

/** `undefined`: there is nothing to look at, and the problem is noted. */
function parseJson(path: string, problems: string[]): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    problems.push(`It cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message quotes the text, and the text holds a key.
    problems.push('It is not JSON');
    return undefined;
  }
}

const fromEnvironment = z.strictObject({ env: z.string().min(1) });

/** Puts in the place of each `{"env": "NAME"}` what the variable holds. */
function fillIn(value: unknown, environment: Environment, problems: string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => fillIn(item, environment, problems));
  if (typeof value !== 'object' || value === null) return value;
  const reference = fromEnvironment.safeParse(value).data;
  if (!reference) {
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [field, fillIn(inner, environment, problems)]),
    );
  }
  const found = environment[reference.env];
  if (!found) problems.push(`${reference.env}, which it takes a value from, is not set`);
  return found;
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `${[...issue.path, issue.keys.join(', ')].join('.')}: no such field`;
  return `${issue.path.join('.') || 'the file'}: ${issue.message}`;
}
