// The API's own description as a page to read, made from the OpenAPI document the process serves: plain HTML, no script, a
// policy as strict as that of the other pages. Shows nothing that is not in the document.

import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { type ApiDocument, type Listed, listOperations } from './api-document.ts';
import {
  operationPart,
  problemPart,
  problemsOf,
  schemaPart,
  webhookHeaders,
  webhookPart,
} from './docs-parts.ts';
import { docsStyle } from './docs-style.ts';
import type { Html } from './frame.ts';
import { prose } from './prose.ts';

const styleHash = createHash('sha256').update(docsStyle).digest('base64');

export const docsHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export function docsPage(document: ApiDocument): Html {
  const { info, components = {} } = document;
  const operations = listOperations(document.paths);
  const groups = Object.entries(groupByTag(operations));
  const webhooks = listOperations(document.webhooks, 'webhook-');
  const problems = problemsOf(operations);
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
  ([tag, listed]) => html`<h2>${tag}</h2>
<ul>${listed.map(({ id, method, path, operation }) => html`<li><a href="#${id}">${operation.summary ?? `${method} ${path}`}</a></li>`)}</ul>`,
)}
<h2>Webhooks</h2>
<ul>${webhooks.map(({ id, path }) => html`<li><a href="#${id}">${path}</a></li>`)}</ul>
<h2>Problems</h2>
<ul>${problems.map(({ code }) => html`<li><a href="#problem-${code}">${code}</a></li>`)}</ul>
<h2>Shapes</h2>
<ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
</nav>
<main id="content">
<h1>${info.title} API ${info.version}</h1>
<p>${prose(info.description)}</p>
<p>For programs, the same as one document: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). What stands for a token, a secret
or the end of a link in an example is left out: <code>…</code></p>
${groups.map(
  ([tag, listed]) => html`<section><h2>${tag}</h2>
${listed.map((one) => operationPart(one, components.securitySchemes ?? {}))}</section>`,
)}
${webhooks.length === 0 ? '' : webhookSection(webhooks)}
<section><h2>Problems</h2>
${problems.map(problemPart)}</section>
<section><h2>Shapes</h2>
${schemas.map(([name, schema]) => schemaPart(name, schema))}</section>
</main>
</body>
</html>`;
}

/** What all of them have in common stands before them. */
const webhookSection = (webhooks: readonly Listed[]): Html => html`<section><h2>Webhooks</h2>
<article><h3>Every webhook</h3>
<p>${prose(webhooks[0]!.operation.description)}</p>
<p>The body is an <a href="#schema-Event">Event</a>. What <code>data</code> holds depends on its type; more fields may come with later
versions.</p>
${webhookHeaders(webhooks[0]!)}
<h4>You answer</h4>
<ul class="answers">${Object.entries(webhooks[0]!.operation.responses ?? {}).map(
  ([status, { description }]) => html`<li><b>${status}</b> ${prose(description)}</li>`,
)}</ul></article>
${webhooks.map(webhookPart)}</section>`;

function groupByTag(operations: readonly Listed[]): Record<string, Listed[]> {
  const groups: Record<string, Listed[]> = {};
  for (const listed of operations) {
    const tag = listed.operation.tags?.[0] ?? 'others';
    groups[tag] ??= [];
    groups[tag].push(listed);
  }
  return groups;
}
