// What the page at /docs says of one operation, one webhook, one shape and one problem: fields in words, examples as they are.

import { html } from 'hono/html';
import type { ApiDocument, Content, Listed, Media, Parameter } from './api-document.ts';
import { curlOf, exampleRequests } from './example-request.ts';
import type { Html } from './frame.ts';
import { prose } from './prose.ts';
import { type Fields, type Schema, schemaFields, schemaName, typeWords } from './schema-words.ts';

type Schemes = NonNullable<NonNullable<ApiDocument['components']>['securitySchemes']>;

const keyVariables: Readonly<Record<string, string>> = {
  tenantKey: '$FIRSTLIGHT_TENANT_KEY',
  operatorKey: '$FIRSTLIGHT_OPERATOR_KEY',
};
const problemType = 'application/problem+json';

export function operationPart({ id, method, path, operation }: Listed, schemes: Schemes): Html {
  const keys = (operation.security ?? []).flatMap((one) => Object.keys(one));
  const needs = keys.map((key) => schemes[key]?.description ?? key).join(' Or: ');
  const [key] = keys;
  const variable = key === undefined ? null : (keyVariables[key] ?? null);
  return html`<article id="${id}"><h3>${operation.summary ?? ''}</h3>
<p class="call"><code><b>${method}</b> ${path}</code></p>
${operation.description ? html`<p>${prose(operation.description)}</p>` : ''}
<p class="soft">${needs ? `Needs: ${needs}` : 'Needs no key.'}</p>
${exampleRequests(method, path, operation).map(
  ([name, request]) => html`<h4>Example${name && `: ${name}`}</h4>
${codeBlock(curlOf(request, variable))}`,
)}
${parameterList(operation.parameters ?? [])}
${operation.requestBody ? html`<h4>Body</h4>${contentPart(operation.requestBody.content ?? {}, false)}` : ''}
<h4>Answers</h4>
<ul class="answers">${Object.entries(operation.responses ?? {}).map(
    ([status, answer]) => html`<li><b>${status}</b> ${prose(answer.description)}
${contentPart(answer.content ?? {}, true)}</li>`,
  )}</ul></article>`;
}

/** Its fields are those of every event but `data`, and `data` is what it is looked up for. */
export function webhookPart({ id, path, operation }: Listed): Html {
  const media = operation.requestBody?.content?.['application/json'] ?? {};
  const data = schemaFields(media.schema ?? {}).filter(({ name }) => name.startsWith('data.'));
  return html`<article id="${id}"><h3><code>${path}</code></h3>
<p>${operation.summary ?? ''}</p>
${fieldList(data)}
${examplePart(media)}</article>`;
}

export const webhookHeaders = ({ operation }: Listed): Html | '' => parameterList(operation.parameters ?? []);

export const schemaPart = (name: string, schema: Schema): Html =>
  html`<article id="schema-${name}"><h3>${name}</h3>
${schema.description ? html`<p>${prose(schema.description)}</p>` : ''}${fieldList(schemaFields(schema))}</article>`;

interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

export const problemPart = (problem: Problem): Html => html`<article id="problem-${problem.code}">
<h3><code>${problem.code}</code></h3>
<p><b>${problem.status}</b> ${problem.title}</p>
${codeBlock(JSON.stringify(problem, null, 2))}</article>`;

/** Of all operations, each code once, by status. */
export function problemsOf(operations: readonly Listed[]): Problem[] {
  const found = operations
    .flatMap(({ operation }) => Object.values(operation.responses ?? {}))
    .flatMap(({ content }) => Object.values(content?.[problemType]?.examples ?? {}))
    .map(({ value }) => value as Problem);
  return [...new Map(found.map((problem) => [problem.code, problem])).values()].sort(
    (one, other) => one.status - other.status || one.code.localeCompare(other.code),
  );
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

const contentPart = (content: Content, isAnswer: boolean): Html[] =>
  Object.entries(content).map(([type, media]) => {
    const { schema } = media;
    if (type === problemType) return problemLinks(type, media);
    return html`<p class="soft"><code>${type}</code>${schema ? html`: ${typePart(schema)}` : ''}</p>
${fieldList(schema ? schemaFields(schema) : [])}
${isAnswer ? examplePart(media) : ''}`;
  });

const problemLinks = (type: string, { examples = {} }: Media): Html =>
  html`<p class="soft"><code>${type}</code>${Object.keys(examples).map(
    (code) => html` <a href="#problem-${code}"><code>${code}</code></a>`,
  )}</p>`;

const examplePart = ({ example, examples }: Media): Html[] => {
  const named = examples
    ? Object.entries(examples)
    : example === undefined
      ? []
      : [['', { value: example }] as const];
  return named.map(
    ([name, { value }]) => html`<details><summary>Example${name && `: ${name}`}</summary>
${codeBlock(typeof value === 'string' ? value : JSON.stringify(value, null, 2))}</details>`,
  );
};

/** Can be reached and moved by keys, because it may be wider than the page. */
const codeBlock = (text: string): Html => html`<pre tabindex="0"><code>${text}</code></pre>`;

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
<dd>${typePart(schema)}${note ? html`. ${prose(note)}` : ''}</dd>`,
      )}</dl>`;

function typePart(schema: Schema): Html {
  const name = schemaName(schema);
  return name === null
    ? html`${typeWords(schema)}`
    : html`<a href="#schema-${name}">${typeWords(schema)}</a>`;
}
