// What every page a person sees is framed in: plain HTML that works without scripts, with a screen reader and on a
// telephone; one card, one thing asked. Everything put in is escaped; nothing secret is ever put in.

import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

export type Html = ReturnType<typeof html>;

// Contrast of text on its ground is at least 5 : 1 in both schemes (WCAG 2.2, 1.4.3); targets are 44 px high (2.5.8).
const style = `
:root { color-scheme: light dark; --ground: #f3f1ec; --card: #fff; --ink: #1c1b1a; --soft: #5d5953; --line: #e4e0d8;
  --accent: #1f4fbf; --on-accent: #fff; --note: #f7f4ee; --good: #1e7a46; --care: #a3590b; }
@media (prefers-color-scheme: dark) { :root { --ground: #161513; --card: #211f1d; --ink: #f1eee9; --soft: #b5afa6;
  --line: #38342f; --accent: #8fb0ff; --on-accent: #10182b; --note: #2a2724; --good: #6fd29a; --care: #f0b066; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem; background: var(--ground);
  color: var(--ink); font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 30rem; padding: 2.25rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 1rem; box-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 12px 32px rgb(0 0 0 / .06); overflow-wrap: anywhere; }
.brand { display: flex; align-items: center; gap: .55rem; margin: 0 0 1.75rem; font-size: .9375rem; font-weight: 600;
  color: var(--soft); }
.brand svg { color: #d9822b; }
.sign { display: block; margin: 0 0 1rem; }
.good { color: var(--good); } .care { color: var(--care); }
h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.35; font-weight: 650; letter-spacing: -.01em; text-wrap: balance; }
p { margin: 0 0 1rem; }
.note { padding: .85rem 1rem; border-radius: .6rem; background: var(--note); }
.small { font-size: .9rem; line-height: 1.5; color: var(--soft); }
ul { margin: 0 0 1rem; padding: 0; list-style: none; }
.missing li { padding: .85rem 1rem; margin: 0 0 .5rem; border-radius: .6rem; background: var(--note); }
.missing p { margin: 0 0 .4rem; }
code { font: .8125em/1.4 ui-monospace, SFMono-Regular, Menlo, monospace; }
.facts { margin: 1.5rem 0 0; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.facts li { margin: 0 0 .35rem; }
form { margin: 0; }
label { display: block; margin: 0 0 .35rem; font-weight: 600; }
input { width: 100%; min-height: 2.875rem; padding: .6rem .85rem; border: 1px solid var(--soft); border-radius: .6rem;
  background: var(--ground); color: var(--ink); font: inherit; }
.do, .quiet { display: block; width: 100%; min-height: 2.875rem; padding: .7rem 1.25rem; border-radius: .6rem; font: inherit;
  font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
.do { margin: 1.5rem 0 .5rem; border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); }
.do:hover { filter: brightness(1.08); }
.quiet { border: 1px solid transparent; background: none; color: var(--soft); font-weight: 500; }
.quiet:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid #e08a1e; outline-offset: 2px; }
@media (max-width: 30rem) { body { place-items: start center; padding: 0; background: var(--card); }
  main { border: 0; border-radius: 0; box-shadow: none; padding: 1.75rem 1.25rem; } }`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** For pages and redirects alike: an address here may be the key to something. */
export const discreetHeaders = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } as const;

/** `formTargets`: where a form of the page may lead, redirects included. */
export function pageHeaders(formTargets: readonly string[] = []): Record<string, string> {
  return {
    ...discreetHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${styleHash}'`,
      `form-action ${["'self'", ...formTargets].join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
  };
}

export function frame(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Firstlight</title>
<style>${raw(style)}</style>
</head>
<body><main>
<p class="brand">${raw(sun)}Firstlight</p>
${body}
</main></body>
</html>`;
}

const sun = `<svg width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" aria-hidden="true"><path d="M1.5 16.5h19M6 16.5a5 5 0 0 1 10 0M11 4.5v3M3.9 8.4l1.8 1.8M18.1 8.4l-1.8 1.8"/></svg>`;

export type Tone = 'good' | 'care';

/** Says at a glance what the heading says in words. */
export const sign = (tone: Tone): Html =>
  tone === 'good'
    ? html`<svg class="sign good" width="40" height="40" viewBox="0 0 40 40" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="20" cy="20" r="17"/><path d="M12.5 20.5l5 5 10-11"/></svg>`
    : html`<svg class="sign care" width="40" height="40" viewBox="0 0 40 40" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true"><circle cx="20" cy="20" r="17"/><path d="M20 11.5v10.5M20 28v.2"/></svg>`;

/** A page without a control. */
export const sayPage = (tone: Tone, title: string, sentence: string): Html =>
  frame(title, html`${sign(tone)}<h1>${title}</h1><p>${sentence}</p>`);

/** An account as its owner knows it. */
export const named = (provider: string, label: string): string =>
  label === provider ? provider : `${provider} (${label})`;
