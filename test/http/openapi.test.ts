// The document says of each operation what a program needs to know; no server.
import { beforeAll, describe, expect, it } from 'vitest';
import { createBareApp, describeApi } from '../../src/http/describe-api.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly description: string; readonly content?: object }>;
}

let routes: readonly { readonly method: string; readonly path: string }[];
let operations: readonly (readonly [name: string, operation: Operation])[];

beforeAll(() => {
  routes = createBareApp().routes.filter(({ method }) => method !== 'ALL');
  const document = describeApi() as {
    paths: Record<string, Record<string, Operation>>;
  };
  operations = Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/v1/') || path === '/mcp')
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );
});

describe('the OpenAPI document', () => {
  it('has every route under /v1', () => {
    const mounted = routes
      .filter(({ path }) => path.startsWith('/v1/'))
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(mounted.length).toBeGreaterThan(45);
    const documented = operations.map(([name]) => name);
    expect([...new Set(mounted)].filter((name) => !documented.includes(name))).toEqual([]);
  });

  it('says what each does, under an id of its own, and who may', () => {
    for (const [name, { summary, description, tags, security }] of operations) {
      expect({ name, summary }).toEqual({ name, summary: expect.stringMatching(/^[A-Z].{8,}/) });
      expect({ name, description }).toEqual({ name, description: expect.stringMatching(/^[A-Z`].{12,}\.$/) });
      expect({ name, tags: tags?.length, security: security?.length }).toEqual({
        name,
        tags: 1,
        security: 1,
      });
    }
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('knows of each address with an id in it that there may be no such thing', () => {
    for (const [name, { responses }] of operations.filter(([name]) => name.includes('{'))) {
      // Where the caller names the thing, it is made.
      if (/^put .*\/(contacts|schedules|webhook-endpoints)\/\{id\}$/.test(name)) continue;
      expect({ name, statuses: Object.keys(responses) }).toEqual({
        name,
        statuses: expect.arrayContaining(['404']),
      });
    }
  });

  it('knows what each may end in: the good answers, a missing key, a mistake of ours or of the caller’s', () => {
    // The Model Context Protocol has errors of its own.
    for (const [name, { responses, requestBody }] of operations.filter(([name]) => name !== 'post /mcp')) {
      const statuses = Object.keys(responses);
      expect({ name, good: statuses.some((status) => status.startsWith('2')) }).toEqual({ name, good: true });
      const needed = ['401', '500', '503', ...(requestBody ? ['400', '413', '415', '422'] : [])];
      expect({ name, lacks: needed.filter((status) => !statuses.includes(status)) }).toEqual({
        name,
        lacks: [],
      });
    }
  });
});
