// Reads a list page by page for http.request: each page's rows and the address of the next one are saved together, so a call that is
// executed again goes on where it was. Where rows, keys and the next page stand, the caller says; nothing is guessed, and a page
// that is not as it was said is an error in words, never an empty list. Sources: RFC 6901 (JSON Pointer), RFC 8288 (Link).

import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import type { Json } from '../../src/domain/tool.ts';
import type { ResultRow, ToolContext, ToolOutcome } from './define-tool.ts';
import { digestOf } from './input-digest.ts';
import { readLimitedText } from './limited-text.ts';
import { classifyRefusal, readRetryAfter, saysNothing } from './provider-answer.ts';
import { redactSecrets } from './redact-secrets.ts';

const largestPageBytes = 4 * 1024 * 1024;
const pointer = z
  .string()
  .max(200)
  .regex(/^(\/([^~/]|~[01])*)*$/, 'is not a JSON Pointer, e.g. /items');

export const paginate = z
  .strictObject({
    rows: pointer.describe('Where the list stands in a page; "" if the page is the list.'),
    key: pointer.min(1).describe('Where the key stands in a row: what makes it the same row tomorrow.'),
    next: z.union([
      z.strictObject({ link: z.literal(true) }).describe('The header Link with rel="next".'),
      z.strictObject({
        pointer: pointer.min(1).describe('Where the next page is named; absent, null or "" on the last one.'),
        as: z
          .string()
          .regex(/^(url|query:[^&=#\s]{1,100})$/, 'must be "url" or "query:<name>"')
          .describe('"url": it is an address. "query:<name>": it goes into that parameter of the query.'),
      }),
    ]),
    total: pointer.min(1).optional().describe('Where the provider announces how many rows there are.'),
    limit: z.int().min(1).max(100_000).default(1_000).describe('The most pages that are read.'),
  })
  .describe('Reads all pages of a list, and keeps its rows as the step’s rows. For GET.');

type Pagination = z.output<typeof paginate>;

const place = z.object({
  digest: z.string(),
  /** Of the next page; null: there is none. */
  address: z.string().nullable(),
  pages: z.number(),
  requests: z.number(),
  announced: z.number().nullable(),
  restarts: z.number(),
});
type Place = z.output<typeof place>;

/** A cursor that was kept for too long is refused like an address that never was. */
const cursorRefusals = [400, 404, 410, 422];
const mostRestarts = 1;
const secretParameter = /^(access_?token|id_?token|token|api_?key|signature|client_?secret)$/i;

export interface PageReader {
  readonly context: Pick<ToolContext<unknown>, 'input' | 'step' | 'signal' | 'heartbeat'>;
  readonly pagination: Pagination;
  readonly firstAddress: string;
  get(address: string): Promise<{ readonly response: Response; readonly requests: number }>;
}

export async function readPages(reader: PageReader): Promise<ToolOutcome> {
  const { context, pagination, firstAddress } = reader;
  const { step } = context;
  const start: Place = {
    digest: digestOf(context.input),
    address: firstAddress,
    pages: 0,
    requests: 0,
    announced: null,
    restarts: 0,
  };
  const saved = place.nullable().parse(await step.loadCheckpoint());
  if (saved !== null && saved.digest !== start.digest) await step.clear();
  let at = saved?.digest === start.digest ? saved : start;
  while (at.address !== null && at.pages < pagination.limit) {
    at = await readPage(reader, at, at.address);
    context.heartbeat();
  }
  const rows = await step.countRows();
  const receipt = {
    rows,
    announced: at.announced,
    unmatched: 0,
    pages: at.requests,
    lastPageSeen: at.address === null,
    facts: { listPages: at.pages, restarts: at.restarts },
  };
  const isEmpty = rows === 0 && receipt.lastPageSeen && (at.announced ?? 0) === 0;
  return isEmpty ? { status: 'empty', receipt } : { status: 'ok', receipt };
}

async function readPage(reader: PageReader, at: Place, address: string): Promise<Place> {
  const { context, pagination } = reader;
  const { response, requests } = await reader.get(address);
  if (cursorRefusals.includes(response.status) && at.pages > 0 && at.restarts < mostRestarts) {
    // From the first page again: rows that are held are the same rows by their keys.
    await response.body?.cancel();
    return { ...at, address: reader.firstAddress, pages: 0, restarts: at.restarts + 1 };
  }
  const page = await readBody(response, context.signal);
  const rows = rowsOf(page, pagination);
  const next: Place = {
    ...at,
    address: nextOf(reader, response, page, address),
    pages: at.pages + 1,
    requests: at.requests + requests,
    announced: at.pages === 0 ? announcedOf(page, pagination) : at.announced,
  };
  await context.step.savePage({ rows, checkpoint: next });
  return next;
}

async function readBody(response: Response, signal: AbortSignal): Promise<Json> {
  if (response.status < 200 || response.status >= 300) {
    await response.body?.cancel();
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
    const errors = { provider: 'the provider', read: () => saysNothing };
    throw classifyRefusal(errors, { status: response.status, retryAfterMs, body: null });
  }
  const text = await readLimitedText(response, { limitBytes: largestPageBytes, signal });
  try {
    return redactSecrets(JSON.parse(text) as Json);
  } catch {
    throw new Failure('provider.answer_unreadable', 'the provider answered a page that is not JSON');
  }
}

function rowsOf(page: Json, { rows, key }: Pagination): ResultRow[] {
  const list = at(page, rows);
  if (!Array.isArray(list)) throw notAsSaid(`there is no list at "${rows}" of the page`);
  return list.map((value: Json, index) => {
    const id = at(value, key);
    const isKeyed = typeof id === 'string' ? id !== '' : typeof id === 'number';
    if (!isKeyed || typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw notAsSaid(`row ${index} of the page has no text or number at "${key}"`);
    }
    return { key: String(id), value: value as ResultRow['value'] };
  });
}

function announcedOf(page: Json, { total }: Pagination): number | null {
  if (total === undefined) return null;
  const said = at(page, total);
  const count = typeof said === 'string' && said !== '' ? Number(said) : said;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count;
  throw notAsSaid(`there is no number at "${total}" of the first page`);
}

function nextOf(reader: PageReader, response: Response, page: Json, address: string): string | null {
  const { next } = reader.pagination;
  const named = 'link' in next ? linkIn(response.headers.get('link')) : at(page, next.pointer);
  if (named === undefined || named === null || named === '' || named === false) return null;
  if (typeof named !== 'string' && typeof named !== 'number') {
    throw notAsSaid('what names the next page is neither a text nor a number');
  }
  const found =
    'link' in next || next.as === 'url'
      ? addressOf(String(named), response.url)
      : withParameter(reader.firstAddress, next.as.slice('query:'.length), String(named));
  if (found === address) throw notAsSaid('the provider names the same page as the next one');
  return found;
}

/** Without the credentials some providers write into it: the request carries its own. */
function addressOf(named: string, base: string): string {
  if (!URL.canParse(named, base)) throw notAsSaid('what names the next page is no address');
  const url = new URL(named, base);
  for (const name of [...url.searchParams.keys()]) {
    if (secretParameter.test(name)) url.searchParams.delete(name);
  }
  url.hash = '';
  return url.href;
}

function withParameter(address: string, name: string, value: string): string {
  const nowhere = 'http://nowhere.invalid';
  const url = new URL(address, nowhere);
  url.searchParams.set(name, value);
  return url.origin === nowhere ? `${url.pathname}${url.search}` : url.href;
}

function linkIn(header: string | null): string | null {
  for (const [, target, parameters] of (header ?? '').matchAll(
    /<([^>]*)>((?:\s*;\s*[^,;"]+(?:"[^"]*")?)*)/g,
  )) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters!);
    const relations = (relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/);
    if (relations.includes('next')) return target!;
  }
  return null;
}

/** Of own fields only, so that no word of a pointer finds what every object has. */
function at(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const part of path.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as { readonly [key: string]: Json })[name];
  }
  return found;
}

const notAsSaid = (what: string): Failure =>
  new Failure('tool.input_invalid', `${what}; look at what the provider answers, and at \`paginate\``);
