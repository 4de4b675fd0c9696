// Every example in the API's description is what its own schema takes, and no operation is without. No server.
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { eventCatalogue, tenantEventTypes } from '../../src/domain/event-catalogue.ts';
import { createBareApp, describeApi } from '../../src/http/describe-api.ts';
import { eventData } from '../../src/http/event-data.ts';
import { eventDataExamples } from '../../src/http/examples/events.ts';
import { canaryMarks } from '../support/canary.ts';

interface Media {
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
type Content = Readonly<Record<string, Media>>;
interface Declared {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly request?: {
    readonly body?: { readonly content: Content };
    readonly params?: z.ZodObject;
    readonly query?: z.ZodObject;
    readonly headers?: z.ZodObject;
  };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

/** What has a body of the provider's, of which nothing is known here. */
const passedOn = (path: string) => path.includes('/proxy/');

let routes: readonly Declared[];
let webhooks: readonly Declared[];
let text: string;

beforeAll(() => {
  const { definitions } = createBareApp().openAPIRegistry;
  routes = definitions.flatMap((one) => (one.type === 'route' ? [one.route as unknown as Declared] : []));
  webhooks = definitions.flatMap((one) =>
    one.type === 'webhook' ? [one.webhook as unknown as Declared] : [],
  );
  text = JSON.stringify(describeApi());
});

const examplesOf = ({ example, examples }: Media): readonly unknown[] =>
  examples ? Object.values(examples).map(({ value }) => value) : example === undefined ? [] : [example];

const nameOf = ({ method, path }: Declared): string => `${method} ${path}`;

describe('the examples of the document', () => {
  it('has one of every body an operation takes, and its schema takes it', () => {
    let seen = 0;
    for (const route of routes) {
      for (const media of Object.values(route.request?.body?.content ?? {})) {
        expect(examplesOf(media).length, nameOf(route)).toBeGreaterThan(0);
        for (const example of examplesOf(media)) {
          const parsed = media.schema!.safeParse(example);
          expect(parsed.error?.issues, nameOf(route)).toBeUndefined();
          seen += 1;
        }
      }
    }
    expect(seen).toBeGreaterThan(15);
  });

  it('has one of every answer that has a body, and it is the schema’s to the last field', () => {
    let seen = 0;
    for (const route of routes.filter(({ path }) => path.startsWith('/v1/') && !passedOn(path))) {
      for (const [status, { content = {} }] of Object.entries(route.responses)) {
        for (const [type, media] of Object.entries(content)) {
          const name = `${nameOf(route)} ${status} ${type}`;
          expect(examplesOf(media).length, name).toBeGreaterThan(0);
          for (const example of examplesOf(media)) {
            // A field the schema does not know is left out of what it makes, and so makes a difference.
            expect(media.schema!.parse(example), name).toEqual(example);
            seen += 1;
          }
        }
      }
    }
    expect(seen).toBeGreaterThan(300);
  });

  it('says in a problem what the status says, and of the operation’s own what its codes are', () => {
    const own = new Set<string>();
    for (const route of routes) {
      for (const [status, { content = {} }] of Object.entries(route.responses)) {
        const media = content['application/problem+json'];
        if (!media) continue;
        expect(Object.keys(media.examples ?? {}).length, `${nameOf(route)} ${status}`).toBeGreaterThan(0);
        for (const [code, { value }] of Object.entries(media.examples!)) {
          expect(value, nameOf(route)).toMatchObject({ status: Number(status), code });
          if (['404', '409', '502'].includes(status)) own.add(code);
        }
      }
    }
    expect([...own]).toEqual(
      expect.arrayContaining(['account.unknown', 'contact.in_use', 'tenant.id_taken']),
    );
  });

  it('has one of every parameter, and its schema takes it', () => {
    const { paths } = JSON.parse(text) as {
      paths: Record<string, Record<string, { parameters?: { name: string; in: string; schema: object }[] }>>;
    };
    let seen = 0;
    for (const route of routes) {
      const { params, query, headers } = route.request ?? {};
      const schemas = { path: params, query, header: headers };
      for (const { name, in: place, schema } of paths[route.path]![route.method]!.parameters ?? []) {
        const { example } = schema as { example?: unknown };
        expect({ route: nameOf(route), name, example }).not.toMatchObject({ example: undefined });
        const field = schemas[place as keyof typeof schemas]!.shape[name] as z.ZodType;
        expect(field.safeParse(example).success, `${nameOf(route)} ${name}`).toBe(true);
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(50);
  });

  it('spells out nothing that could be a token, a secret or a link', () => {
    for (const mark of canaryMarks) expect(text).not.toContain(mark);
    expect(text).not.toMatch(/whsec_[\w+/]/);
    expect(text).not.toMatch(/"fl_[\w-]/);
    expect(text).not.toMatch(/Bearer \w{8}/);
    expect(text).not.toMatch(/(?:connect|reauth)_[0-9a-f]{32}\.[\w-]/);
    for (const [, value] of text.matchAll(/"(?:accessToken|refreshToken)":"([^"]*)"/g)) {
      expect(value).toBe('...');
    }
  });
});

describe('the webhooks of the document', () => {
  it('are the events a tenant can be sent, each with the schema of its data and an example', () => {
    expect(webhooks.map(({ path }) => path).toSorted()).toEqual([...tenantEventTypes].toSorted());
    for (const webhook of webhooks) {
      const { schema, example } = webhook.request!.body!.content['application/json']!;
      expect(schema!.parse(example), webhook.path).toEqual(example);
      expect(example).toMatchObject({ type: webhook.path });
      expect(Object.keys(webhook.request!.headers!.shape)).toEqual([
        'webhook-id',
        'webhook-timestamp',
        'webhook-signature',
      ]);
    }
  });

  it('know the data of every type there is, the operator’s own too', () => {
    expect(Object.keys(eventData).toSorted()).toEqual(Object.keys(eventCatalogue).toSorted());
    for (const [type, schema] of Object.entries(eventData)) {
      const example = eventDataExamples[type as keyof typeof eventDataExamples];
      expect(schema.parse(example), type).toEqual(example);
    }
  });
});
