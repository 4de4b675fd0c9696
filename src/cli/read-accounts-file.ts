// A file of accounts, as another system exported it → bodies for POST /v1/accounts/import. CSV with a header line, or a JSON
// array. A line with a mistake is kept as one, with its number; what a line holds is never quoted, it holds tokens.

import { z } from 'zod';
import { readCsv } from './csv.ts';

const text = z.string().trim().min(1);
const seconds = 'is in seconds; give milliseconds since 1970 or an ISO 8601 time';
const expiry = z.union([
  z.iso.datetime({ offset: true }),
  z.number().int().min(100_000_000_000, seconds),
  z
    .string()
    .regex(/^\d+$/, 'must be an ISO 8601 time with a zone, or milliseconds since 1970')
    .transform(Number)
    .pipe(z.number().min(100_000_000_000, seconds)),
]);

const accountSchema = z.strictObject({
  provider: text,
  accessToken: text,
  refreshToken: text.optional(),
  expiresAt: expiry.optional(),
  grantEndsAt: expiry.optional(),
  scopes: z
    .union([z.array(text), z.string().transform((list) => list.split(/[\s;,]+/).filter(Boolean))])
    .optional(),
  externalSubject: text.optional(),
  externalOrganization: text.optional(),
  apiBaseUrl: text.optional(),
  label: text.optional(),
});

export type AccountBody = z.output<typeof accountSchema>;

const columns = Object.keys(accountSchema.shape);

export type AccountLine =
  | { readonly kind: 'account'; readonly line: number; readonly body: AccountBody }
  | { readonly kind: 'mistake'; readonly line: number; readonly mistakes: readonly string[] };

export type AccountsFile =
  | { readonly kind: 'read'; readonly lines: readonly AccountLine[] }
  /** The file as a whole cannot be read. */
  | { readonly kind: 'unreadable'; readonly mistake: string };

export function readAccountsFile(content: string): AccountsFile {
  const file = /^\uFEFF?\s*[[{]/.test(content) ? readJson(content) : readTable(content);
  return file.kind === 'read' ? { kind: 'read', lines: refuseRepeated(file.lines) } : file;
}

function readJson(content: string): AccountsFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch {
    return { kind: 'unreadable', mistake: 'It is not well-formed JSON.' };
  }
  const list = Array.isArray(parsed) ? parsed : (parsed as { accounts?: unknown }).accounts;
  if (!Array.isArray(list)) {
    return {
      kind: 'unreadable',
      mistake: 'It must be a JSON array of accounts, or an object with such an array named "accounts".',
    };
  }
  return { kind: 'read', lines: list.map((entry, index) => check(index + 1, entry)) };
}

function readTable(content: string): AccountsFile {
  const reading = readCsv(content);
  if (reading.kind === 'broken') {
    return { kind: 'unreadable', mistake: `Line ${reading.line}: ${reading.mistake}.` };
  }
  const [header, ...records] = reading.records;
  if (!header) return { kind: 'unreadable', mistake: 'It is empty.' };
  const names = header.fields.map(columnOf);
  const unknown = header.fields.filter((_, index) => names[index] === null);
  const missing = ['provider', 'accessToken'].filter((name) => !names.includes(name));
  if (unknown.length > 0 || missing.length > 0 || new Set(names).size < names.length) {
    return {
      kind: 'unreadable',
      mistake:
        `Its first line must name the columns, each once: ${columns.join(', ')} (provider and accessToken are needed). ` +
        (missing.length > 0
          ? `It lacks ${missing.join(' and ')}.`
          : `${unknown.length > 0 ? `Column ${header.fields.indexOf(unknown[0]!) + 1} is none of them` : 'One is named twice'}.`),
    };
  }
  const lines = records.map(({ line, fields }): AccountLine => {
    if (fields.length !== names.length) {
      return { kind: 'mistake', line, mistakes: [`has ${fields.length} fields, the header ${names.length}`] };
    }
    // An empty field is one that is not given.
    const given = names.map((name, index) => [name, fields[index]] as const).filter(([, value]) => value);
    return check(line, Object.fromEntries(given));
  });
  return { kind: 'read', lines };
}

/** `access_token`, `Access Token` and `accessToken` are one column. */
function columnOf(name: string): string | null {
  const plain = (text: string): string => text.replaceAll(/[\s_-]/g, '').toLowerCase();
  return columns.find((column) => plain(column) === plain(name)) ?? null;
}

function check(line: number, entry: unknown): AccountLine {
  const parsed = accountSchema.safeParse(entry);
  if (parsed.success) return { kind: 'account', line, body: parsed.data };
  const mistakes = parsed.error.issues.map((issue) =>
    [issue.path.join('.'), issue.code === 'invalid_union' ? 'is not of a known form' : issue.message]
      .filter(Boolean)
      .join(': '),
  );
  return { kind: 'mistake', line, mistakes };
}

/** Two accounts on one refresh token would take it from each other. */
function refuseRepeated(lines: readonly AccountLine[]): AccountLine[] {
  const firstAt = new Map<string, number>();
  return lines.map((entry) => {
    if (entry.kind === 'mistake' || !entry.body.refreshToken) return entry;
    const key = `${entry.body.provider} ${entry.body.refreshToken}`;
    const first = firstAt.get(key);
    if (first === undefined) {
      firstAt.set(key, entry.line);
      return entry;
    }
    return {
      kind: 'mistake',
      line: entry.line,
      mistakes: [`refreshToken: is the same as in line ${first}; one grant is one account`],
    };
  });
}
