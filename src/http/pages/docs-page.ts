// The API's own description as a page to read, made from the OpenAPI document the process serves: plain HTML, no script, a
// policy as strict as that of the other pages. Shows nothing that is not in the document.

import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { docsStyle } from './docs-style.ts';
import type { Html } from './frame.ts';
import { type Fields, type Schema, schemaFields, schemaName, typeWords } from './schema-words.ts';

export interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: Content }>
  >;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly securitySchemes?: Readonly<Record<string, { readonly description?: string }>>;
  };
}

interface Listed {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const methods = ['get', 'put', 'post', 'patch', 'delete'];
const styleHash = createHash('sha256').update(docsStyle).digest('base64');

export const docsHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export function docsPage(document: ApiDocument): Html {
  const { info, components = {} } = document;
  const groups = Object.entries(groupByTag(document));
  const schemas = Object.entries(components.schemas ?? {});
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · ${info.title}</title>
<style>${raw(docsStyle)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<nav aria-label="Operations">
${groups.map(
  ([tag, operations]) => html`<h2>${tag}</h2>
<ul>${operations.map(({ id, method, path, operation }) => html`<li><a href="#${id}">${operation.summary ?? `${method} ${path}`}</a></li>`)}</ul>`,
)}
<h2>Shapes</h2>
<ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
</nav>
<main id="content">
<h1>${info.title} API ${info.version}</h1>
<p>${info.description ?? ''}</p>
<p>For programs, the same as one document: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${groups.map(
  ([tag, operations]) => html`<section><h2>${tag}</h2>
${operations.map((one) => operationPart(one, components.securitySchemes ?? {}))}</section>`,
)}
<section><h2>Shapes</h2>
${schemas.map(
  ([name, schema]) => html`<article id="schema-${name}"><h3>${name}</h3>
${schema.description ? html`<p>${schema.description}</p>` : ''}${fieldList(schemaFields(schema))}</article>`,
)}</section>
</main>
</body>
</html>`;
}

function groupByTag({ paths = {} }: ApiDocument): Record<string, Listed[]> {
  const groups: Record<string, Listed[]> = {};
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const id = `${method}-${path.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '')}`;
      const tag = operation.tags?.[0] ?? 'others';
      groups[tag] ??= [];
      groups[tag].push({ id, method: method.toUpperCase(), path, operation });
    }
  }
  return groups;
}

function operationPart(
  { id, method, path, operation }: Listed,
  schemes: Readonly<Record<string, { readonly description?: string }>>,
): Html {
  const keys = (operation.security ?? []).flatMap((one) => Object.keys(one));
  const needs = keys.map((key) => schemes[key]?.description ?? key).join(' Or: ');
  return html`<article id="${id}"><h3>${operation.summary ?? ''}</h3>
<p class="call"><code><b>${method}</b> ${path}</code></p>
${operation.description ? html`<p>${operation.description}</p>` : ''}
<p class="soft">${needs ? `Needs: ${needs}` : 'Needs no key.'}</p>
${parameterList(operation.parameters ?? [])}
${operation.requestBody ? html`<h4>Body</h4>${contentPart(operation.requestBody.content ?? {})}` : ''}
<h4>Answers</h4>
<ul class="answers">${Object.entries(operation.responses ?? {}).map(
    ([status, answer]) => html`<li><b>${status}</b> ${answer.description ?? ''}
${contentPart(answer.content ?? {})}</li>`,
  )}</ul></article>`;
}

const parameterList = (parameters: readonly Parameter[]): Html | '' =>
  parameters.length === 0
    ? ''
    : html`<h4>Parameters</h4>
${fieldList(
  parameters.map(({ name, in: place, required, description, schema }) => ({
    name,
    schema: schema ?? {},
    isRequired: required === true,
    note: [`in the ${place}`, description ?? schema?.description].filter(Boolean).join('; '),
  })),
)}`;

const contentPart = (content: Content): Html[] =>
  Object.entries(content).map(([type, { schema, example }]) => {
    const fields = schema ? schemaFields(schema) : [];
    return html`<p class="soft"><code>${type}</code>${schema ? html`: ${typePart(schema)}` : ''}</p>
${fieldList(fields)}
${example === undefined ? '' : html`<pre tabindex="0"><code>${JSON.stringify(example, null, 2)}</code></pre>`}`;
  });

const fieldList = (fields: Fields): Html | '' =>
  fields.length === 0
    ? ''
    : html`<dl>${fields.map(
        ({
          name,
          schema,
          isRequired,
          note,
        }) => html`<dt><code>${name}</code>${isRequired ? '' : html` <span class="soft">optional</span>`}</dt>
<dd>${typePart(schema)}${note ? html`. ${note}` : ''}</dd>`,
      )}</dl>`;

function typePart(schema: Schema): Html {
  const name = schemaName(schema);
  return name === null
    ? html`${typeWords(schema)}`
    : html`<a href="#schema-${name}">${typeWords(schema)}</a>`;
}
