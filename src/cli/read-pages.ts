// A list of the API, page after page, in its order.

import type { Screen } from './screen.ts';
import type { TenantApi } from './tenant-api.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

type Query = Readonly<Record<string, string | null | undefined>>;

const perPage = 200;

function readPage<Item>(api: TenantApi, path: string, query: Query, limit: number): Promise<Page<Item>> {
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] != null);
  return api.ask('GET', `${path}?${new URLSearchParams([...given, ['limit', String(limit)]])}`);
}

/** The first so many, and where to go on. */
export async function readSome<Item>(
  api: TenantApi,
  path: string,
  query: Query,
  most: number,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let after = query.after ?? null;
  do {
    // No more than are wanted, or the cursor would lead past some.
    const page = await readPage<Item>(api, path, { ...query, after }, Math.min(most - items.length, perPage));
    items.push(...page.items);
    after = page.nextCursor;
  } while (after !== null && items.length < most);
  return { items, nextCursor: after };
}

/** Everything of a list that is wanted, with how many were read for it on the moving line. */
export async function readAll<Item>(
  { api, screen }: { readonly api: TenantApi; readonly screen: Screen },
  path: string,
  query: Query = {},
  isWanted: (item: Item) => boolean = () => true,
): Promise<Item[]> {
  const wanted: Item[] = [];
  let read = 0;
  let after = query.after ?? null;
  do {
    const page = await readPage<Item>(api, path, { ...query, after }, perPage);
    read += page.items.length;
    for (const item of page.items) if (isWanted(item)) wanted.push(item);
    after = page.nextCursor;
    if (after !== null) screen.progress(`${read} read …`);
  } while (after !== null);
  screen.progress('');
  return wanted;
}
