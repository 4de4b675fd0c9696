// Reads a provider's journal of notices on from where it was read to, and hints the accounts that what is new is about. Each
// entry is named by its offset and stands in a file at an address of its own, which is asked for without the token.
// Source: https://developers.hubspot.com/docs/api-reference/latest/webhooks-journal/guide, read 2026-11-24.

import { z } from 'zod';
import { Failure } from '../domain/failures.ts';
import { openAppFetch } from '../oauth/app-token.ts';
import type { Concerned, NoticeJournal } from '../providers/notices.ts';
import type { Provider } from '../providers/registry.ts';
import { type HintDeps, hintAccounts } from './hint-accounts.ts';

/** Of one reading: a journal of three days comes in parts, each of them recorded. */
const entriesAtOnce = 100;
const fileTimeoutMs = 20_000;

const position = z.object({ currentOffset: z.string().min(1), url: z.url() });
type Position = z.output<typeof position>;

export interface JournalPart {
  /** The last entry read, ever; null while there was none. */
  readonly offset: string | null;
  readonly entries: number;
  readonly hinted: number;
  readonly isAtEnd: boolean;
}

export async function readJournal(
  deps: HintDeps,
  provider: Provider & { readonly journal: NoticeJournal; readonly journalUrl: string },
  from: string | null,
): Promise<JournalPart> {
  const base = new URL(provider.journalUrl);
  const asApp = await openAppFetch(provider, base, provider.journal.scopes);
  const ask = async (path: string): Promise<Position | 'none' | 'unknown'> => {
    const response = await asApp(new URL(`${base.href}/${path}`)).catch(() => {
      throw away(provider);
    });
    if (response.status === 204) return 'none';
    if (response.status === 404) return 'unknown';
    if (!response.ok) throw refusal(provider, response.status);
    return position.parse(await response.json());
  };
  const after = (offset: string | null) =>
    ask(offset === null ? 'earliest' : `offset/${encodeURIComponent(offset)}/next`);

  let [offset, entries, hinted] = [from, 0, 0];
  while (entries < entriesAtOnce) {
    let next = await after(offset);
    // Either nothing has come since, or the entry is older than what is kept: then what is there is all new.
    if (next === 'unknown' && offset !== null) {
      const latest = await ask('latest');
      next = typeof latest === 'object' && latest.currentOffset !== offset ? await after(null) : 'none';
    }
    if (typeof next !== 'object') return { offset, entries, hinted, isAtEnd: true };
    hinted += await hintAccounts(deps, provider.app, await readFile(provider, next.url));
    offset = next.currentOffset;
    entries += 1;
  }
  return { offset, entries, hinted, isAtEnd: false };
}

async function readFile(
  provider: Provider & { readonly journal: NoticeJournal; readonly journalUrl: string },
  address: string,
): Promise<readonly Concerned[]> {
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.origin !== new URL(provider.journalUrl).origin) {
    throw new Failure(
      'provider.answer_unreadable',
      `${provider.name} keeps its journal at an address that is not https`,
    );
  }
  const response = await fetch(url, { signal: AbortSignal.timeout(fileTimeoutMs) }).catch(() => {
    throw away(provider);
  });
  if (!response.ok) throw refusal(provider, response.status);
  return provider.journal.read(z.record(z.string(), z.unknown()).parse(await response.json()));
}

const away = (provider: Provider): Failure =>
  new Failure('provider.unavailable', `the journal of ${provider.name} does not answer`);

const refusal = (provider: Provider, status: number): Failure =>
  status >= 500 || status === 429
    ? new Failure('provider.unavailable', `the journal of ${provider.name} answered ${status}`)
    : new Failure(
        'app.misconfigured',
        `the journal of ${provider.name} answered ${status}; docs/hints.md says what the app needs`,
      );
