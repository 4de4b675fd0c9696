// The page at /docs against the document at /openapi.json, both of the real route table. No server: nothing here is asked
// of a database.
import { describe, expect, it } from 'vitest';
import { tenantEventTypes } from '../../src/domain/event-catalogue.ts';
import { createBareApp } from '../../src/http/describe-api.ts';
import { docsPage } from '../../src/http/pages/docs-page.ts';
import { schemaFields, typeWords } from '../../src/http/pages/schema-words.ts';

const app = createBareApp();
const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');

const page = async () => (await app.request('/docs')).text();
const document = async () =>
  (await (await app.request('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { responses: object }>>;
  };

describe('the page at /docs', () => {
  it('shows what is code as code, and no mark of it', async () => {
    const text = await page();
    expect(text).toContain('under the same <code>Idempotency-Key</code> tells it again');
    expect(text.replace(/<pre.*?<\/pre>/gs, '')).not.toContain('`');
  });

  it('shows every operation of the document, with its answers', async () => {
    const text = await page();
    const { paths } = await document();
    const shown = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, ...operation })),
    );

    expect(shown.length).toBeGreaterThan(30);
    for (const { method, path, responses } of shown) {
      const part = text.split(`<b>${method.toUpperCase()}</b> ${path}</code>`);
      expect(part, `${method} ${path}`).toHaveLength(2);
      const article = part[1]!.split('</article>')[0]!;
      for (const status of Object.keys(responses)) expect(article).toContain(`<b>${status}</b>`);
    }
  });

  it('shows the request of each operation as a command, with a body that is JSON', async () => {
    const commands = [...(await page()).matchAll(/<code>(curl .*?)<\/code>/gs)].map(([, text]) =>
      unescaped(text!),
    );

    expect(commands.length).toBeGreaterThan(50);
    for (const command of commands) {
      expect(command).toMatch(
        /^curl (-X [A-Z]+ )?"\$FIRSTLIGHT_URL\/[^"{}]*" \\\n {2}-H "Authorization: Bearer \$FIRSTLIGHT_/,
      );
      expect(command).not.toContain('undefined');
      const body = / -d '(.*)'$/s.exec(command);
      if (body) expect(() => JSON.parse(body[1]!), command).not.toThrow();
    }
    expect(commands.find((command) => command.includes('/v1/runs"'))).toContain('"kind": "dealReport"');
  });

  it('shows every webhook with what it holds, and every problem with its words', async () => {
    const text = await page();
    for (const type of tenantEventTypes) {
      const article = text.split(`<h3><code>${type}</code></h3>`)[1]?.split('</article>')[0] ?? '';
      expect(article, type).toContain('<code>data.tenant</code>');
      expect(unescaped(article), type).toContain(`"type": "${type}"`);
    }
    for (const header of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      expect(text).toContain(`<dt><code>${header}</code>`);
    }
    expect(text).toContain('<article id="problem-account.blocked">');
  });

  it('leads every link to a place on the page, each place once', async () => {
    const text = await page();
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    const links = [...text.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id!);

    expect(links.length).toBeGreaterThan(50);
    expect(new Set(ids).size).toBe(ids.length);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('loads nothing, runs nothing, and is shown in no frame', async () => {
    const { headers } = await app.request('/docs');
    const policy = headers.get('content-security-policy')!;

    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'/);
    expect(await page()).not.toMatch(/<script|<link|src=| style=|url\(/);
  });

  it('escapes what a description holds', async () => {
    const text = String(
      await docsPage({
        info: { title: 'T', version: '1', description: '<script>alert(1)</script>' },
        paths: {
          '/a/{b}': { get: { summary: '<img src=x>', responses: { 200: { description: '"<i>"' } } } },
        },
      }),
    );

    expect(text).not.toMatch(/<script>|<img|<i>/);
    expect(text).toContain('&lt;script&gt;');
  });
});

describe('a schema in words', () => {
  it('says types, choices and limits', () => {
    expect(typeWords({ type: 'integer', minimum: 1, maximum: 100, default: 50 })).toBe(
      'integer, at least 1, at most 100, 50 unless set',
    );
    expect(typeWords({ type: ['string', 'null'], format: 'date-time' })).toBe('string or null (date-time)');
    expect(typeWords({ enum: ['ok', 'empty'] })).toBe('one of "ok", "empty"');
    expect(typeWords({ type: 'array', items: { $ref: '#/components/schemas/Run' } })).toBe('list of Run');
  });

  it('keeps the limits of JavaScript itself to itself', () => {
    const { MIN_SAFE_INTEGER: minimum, MAX_SAFE_INTEGER: maximum } = Number;
    expect(typeWords({ type: 'integer', minimum, maximum })).toBe('integer');
  });

  it('lists the fields of all parts of an allOf', () => {
    const fields = schemaFields({
      allOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, { properties: { b: {} } }],
    });
    expect(fields.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  it('names the fields of an object within, and of a list, by their path', () => {
    const tenant = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
    const fields = schemaFields({
      properties: { tenant, items: { type: 'array', items: tenant } },
    });
    expect(fields.map(({ name }) => name)).toEqual(['tenant', 'tenant.id', 'items', 'items[].id']);
  });
});
