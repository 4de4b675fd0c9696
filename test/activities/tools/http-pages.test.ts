// Over real HTTP: lists in the three ways providers page them, deaths between pages, and pages that are not as they were said.
import { describe, expect, it } from 'vitest';
import { httpRequest } from '../../../activities/tools/http-request.ts';
import type { Json } from '../../../src/domain/tool.ts';
import { answerJson, serve } from '../../support/http-server.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool, WorkerDied } from '../../support/tool-call.ts';

const things = Array.from({ length: 25 }, (_, index) => ({
  id: `t${String(index).padStart(2, '0')}`,
  index,
}));
const pageAt = (from: number) => things.slice(from, from + 10);

type Answer = Parameters<typeof serve>[0];

async function stage(answer: Answer) {
  const seen: string[] = [];
  const provider = await serve((request, response) => {
    seen.push(request.url!);
    answer(request, response);
  });
  const openFetch = openPlainAccount({
    provider: 'hubspot',
    apiBaseUrl: provider.url,
    apiOrigins: [provider.url],
    tokens: ['token-1', 'token-2'],
  });
  const run = createMemoryRun();
  return {
    seen,
    url: provider.url,
    rows: () => run.rowsOf('list'),
    call: (paginate: Json, options: { dieAfterPages?: number; path?: string } = {}) =>
      callTool(
        httpRequest,
        { method: 'GET', path: options.path ?? '/things', query: { kind: 'a' }, paginate },
        { openFetch, step: run.openStep('list'), ...options },
      ),
  };
}

const queryOf = (url: string) => new URL(url, 'http://x').searchParams;
const byCursor: Answer = (request, response) => {
  const from = Number(queryOf(request.url!).get('after') ?? 0);
  const next = from + 10 < things.length ? { next: { after: String(from + 10) } } : {};
  answerJson(response, 200, { total: things.length, results: pageAt(from), paging: next });
};
const cursorPages = {
  rows: '/results',
  key: '/id',
  total: '/total',
  next: { pointer: '/paging/next/after', as: 'query:after' },
} as const;

describe('http.request with paginate', () => {
  it('reads all pages by a cursor, and counts them against what was announced', async () => {
    const { seen, rows, call } = await stage(byCursor);

    const result = await call(cursorPages);

    expect(result).toMatchObject({
      status: 'ok',
      receipt: { rows: 25, announced: 25, pages: 3, lastPageSeen: true, facts: { listPages: 3 } },
    });
    expect(rows()).toEqual(things.map((value) => ({ key: value.id, value })));
    expect(seen).toEqual(['/things?kind=a', '/things?kind=a&after=10', '/things?kind=a&after=20']);
  });

  it('follows the header Link, whatever else stands in it', async () => {
    const { rows, call } = await stage((request, response) => {
      const from = Number(queryOf(request.url!).get('from') ?? 0);
      const link =
        from === 20
          ? '</things?from=0>; rel="first"'
          : `</things?from=0>; rel="first", </things?from=${from + 10}>; title="a, b"; rel="last next"`;
      answerJson(response, 200, pageAt(from), { link });
    });

    const result = await call({ rows: '', key: '/id', next: { link: true } });

    expect(result).toMatchObject({ receipt: { rows: 25, announced: null, pages: 3, lastPageSeen: true } });
    expect(rows()).toHaveLength(25);
  });

  it('follows an address in the page, without the token some providers write into it', async () => {
    const { seen, url, call } = await stage((request, response) => {
      const from = Number(queryOf(request.url!).get('from') ?? 0);
      const next = from < 20 ? `${url}/things?access_token=leaked&from=${from + 10}` : null;
      answerJson(response, 200, { items: pageAt(from), next });
    });

    const result = await call({ rows: '/items', key: '/id', next: { pointer: '/next', as: 'url' } });

    expect(result).toMatchObject({ receipt: { rows: 25 } });
    expect(seen).toEqual(['/things?kind=a', '/things?from=10', '/things?from=20']);
  });

  it('does not leave the provider’s origins for a next page', async () => {
    const { call } = await stage((_, response) =>
      answerJson(response, 200, { items: pageAt(0), next: 'http://127.0.0.1:9/steal' }),
    );

    const result = await call({ rows: '/items', key: '/id', next: { pointer: '/next', as: 'url' } });

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'tool.origin_not_allowed' } });
  });

  it('goes on after the last saved page when its worker died', async () => {
    const { seen, call } = await stage(byCursor);
    await expect(call(cursorPages, { dieAfterPages: 2 })).rejects.toThrow(WorkerDied);

    const result = await call(cursorPages);

    expect(result).toMatchObject({ receipt: { rows: 25, pages: 3, lastPageSeen: true } });
    expect(seen.map((url) => queryOf(url).get('after'))).toEqual([null, '10', '20']);
  });

  it('starts over when its input changed, and forgets what it held', async () => {
    const { seen, rows, call } = await stage(byCursor);
    await expect(call(cursorPages, { dieAfterPages: 1 })).rejects.toThrow(WorkerDied);

    await call(cursorPages, { path: '/others?after=20' });

    expect(seen.at(-1)).toBe('/others?after=20&kind=a');
    expect(rows()).toHaveLength(5);
  });

  it('reads from the first page again, once, when a cursor is no longer taken', async () => {
    let refusals = 0;
    const { seen, call } = await stage((request, response) => {
      if (queryOf(request.url!).get('after') === '20' && refusals++ === 0) answerJson(response, 410, {});
      else byCursor(request, response);
    });

    const result = await call(cursorPages);

    expect(result).toMatchObject({ receipt: { rows: 25, lastPageSeen: true, facts: { restarts: 1 } } });
    expect(seen.map((url) => queryOf(url).get('after'))).toEqual([null, '10', '20', null, '10', '20']);
  });

  it('fails when the cursor is refused again', async () => {
    const { call } = await stage((request, response) =>
      queryOf(request.url!).has('after') ? answerJson(response, 400, {}) : byCursor(request, response),
    );

    expect(await call(cursorPages)).toMatchObject({ status: 'failed', problem: { code: 'tool.refused' } });
  });

  it('says that it has not seen the last page when it stops at its limit', async () => {
    const { call } = await stage(byCursor);

    const result = await call({ ...cursorPages, limit: 2 });

    expect(result).toMatchObject({ status: 'ok', receipt: { rows: 20, announced: 25, lastPageSeen: false } });
  });

  it('is empty only where the provider said 200 and zero', async () => {
    const { call } = await stage((_, response) => answerJson(response, 200, { total: 0, results: [] }));

    expect(await call(cursorPages)).toMatchObject({ status: 'empty', receipt: { rows: 0, announced: 0 } });
  });

  it.each([
    ['no list', { total: 1, results: {} }],
    ['an error in a 200', { ok: false }],
    ['a row without a key', { total: 1, results: [{ name: 'x' }] }],
    ['no total', { results: [] }],
    ['a next page that is the same page', { total: 1, results: [], paging: { next: { after: true } } }],
  ])('takes %s for no page', async (_, page) => {
    const { call } = await stage((__, response) => answerJson(response, 200, page));

    expect(await call(cursorPages)).toMatchObject({
      status: 'failed',
      problem: { code: 'tool.input_invalid' },
    });
  });

  it('ends a circle', async () => {
    const { call, seen } = await stage((_, response) =>
      answerJson(response, 200, { total: 1, results: [], paging: { next: { after: 'same' } } }),
    );

    expect(await call(cursorPages)).toMatchObject({ status: 'failed' });
    expect(seen).toHaveLength(2);
  });

  it('leaves a page that is not JSON to whoever retries', async () => {
    const { call } = await stage((_, response) => response.end('<html>'));

    await expect(call(cursorPages)).rejects.toMatchObject({ code: 'provider.answer_unreadable' });
  });

  it.each([
    ['a write', { method: 'POST', path: '/', paginate: cursorPages }],
    [
      'a pointer without a slash',
      { method: 'GET', path: '/', paginate: { ...cursorPages, rows: 'results' } },
    ],
    ['no way to the next page', { method: 'GET', path: '/', paginate: { rows: '', key: '/id' } }],
  ])('refuses %s', (_, input) => {
    expect(httpRequest.input.safeParse(input).success).toBe(false);
  });
});
