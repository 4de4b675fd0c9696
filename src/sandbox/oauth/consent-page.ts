// The page on which a person decides. A real form that works without scripts, in a browser and from a test: fields
// `request` (hidden, the query as it came), `user` (radio), `scope` (one checkbox each, where a scope may be left out),
// `decision` (`allow` | `deny`).

import type { Person } from '../world/people.ts';
import type { ScopeWish } from './dialect.ts';

export interface ConsentPage {
  readonly providerName: string;
  readonly appName: string;
  readonly people: ReadonlyArray<Person & { readonly tenantName: string }>;
  readonly chosen: string | null;
  readonly scopes: readonly ScopeWish[];
  readonly query: URLSearchParams;
  readonly note: string | null;
}

// More radio buttons than this no person reads; a hinted user is always among them.
const SHOWN_PEOPLE = 60;

export function renderConsentPage(page: ConsentPage): string {
  const people = shownPeople(page);
  return renderFrame(
    `${page.providerName} (sandbox): allow ${page.appName}?`,
    `<main><h1>${escapeHtml(page.appName)} wants to use your ${escapeHtml(page.providerName)} account</h1>
${page.note === null ? '' : `<p role="alert" class="note">${escapeHtml(page.note)}</p>`}
<form method="post">
<input type="hidden" name="request" value="${escapeHtml(page.query.toString())}">
<fieldset><legend>Who are you?</legend>
${people.map((person, index) => renderPerson(person, page.chosen === null ? index === 0 : page.chosen === person.user)).join('\n')}
</fieldset>
<fieldset><legend>What it asks for</legend>
${page.scopes.map(renderScope).join('\n')}
</fieldset>
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p>
</form>
<p class="small">This is a sandbox. No real ${escapeHtml(page.providerName)} account is touched.</p></main>`,
  );
}

export function renderErrorPage(providerName: string, problem: string): string {
  return renderFrame(
    `${providerName} (sandbox): the request is not right`,
    `<main><h1>This request cannot be shown</h1><p role="alert">${escapeHtml(problem)}</p></main>`,
  );
}

function shownPeople(page: ConsentPage): ConsentPage['people'] {
  const first = page.people.slice(0, SHOWN_PEOPLE);
  if (page.chosen === null || first.some(({ user }) => user === page.chosen)) return first;
  return [...page.people.filter(({ user }) => user === page.chosen), ...first];
}

function renderPerson(person: Person & { tenantName: string }, checked: boolean): string {
  const label = `${person.name} — ${person.tenantName} (${person.role})`;
  return `<label><input type="radio" name="user" value="${escapeHtml(person.user)}" required${checked ? ' checked' : ''}> ${escapeHtml(label)}</label>`;
}

function renderScope(wish: ScopeWish): string {
  const text = `${escapeHtml(wish.description)} <code>${escapeHtml(wish.scope)}</code>`;
  return wish.optional
    ? `<label><input type="checkbox" name="scope" value="${escapeHtml(wish.scope)}" checked> ${text}</label>`
    : `<p class="scope">${text}</p>`;
}

function renderFrame(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1c2430}
main{max-width:34rem;margin:3rem auto;padding:1.5rem 2rem;background:#fff;border-radius:.5rem}
h1{font-size:1.35rem}fieldset{border:1px solid #c5ccd6;border-radius:.4rem;margin:1rem 0;padding:.75rem 1rem}
label,.scope{display:block;margin:.35rem 0}code{color:#4a5568;font-size:.85rem;overflow-wrap:anywhere}
button{font:inherit;padding:.5rem 1.5rem;border-radius:.4rem;border:1px solid #1c2430;background:#fff;cursor:pointer}
button[value=allow]{background:#1f4fbf;border-color:#1f4fbf;color:#fff}
.note{background:#fdecea;padding:.5rem .75rem}.small{font-size:.85rem;color:#4a5568}
</style></head><body>${body}</body></html>`;
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
