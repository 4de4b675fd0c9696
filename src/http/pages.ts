// The pages a person sees: plain HTML that works without scripts, with a screen reader and on a telephone. Each says in one
// sentence what is asked or what came of it. Everything put in is escaped; nothing secret is ever put in.

import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { LinkReading } from '../connect/begin-reauthorization.ts';
import type { Completion } from '../connect/complete-reauthorization.ts';
import { describeInstant } from '../domain/time.ts';

type Html = ReturnType<typeof html>;

const style = `
body { font: 1.05rem/1.5 system-ui, sans-serif; color: #1b1b1f; background: #f6f6f8; margin: 0; }
main { max-width: 34rem; margin: 12vh auto; padding: 2rem; background: #fff; border-radius: .75rem; }
h1 { font-size: 1.35rem; line-height: 1.35; margin: 0 0 1rem; }
p { margin: 0 0 1rem; }
small { color: #55555e; }
button, .button { font: inherit; font-weight: 600; color: #fff; background: #1d4ed8; border: 0; border-radius: .5rem;
  padding: .75rem 1.25rem; min-height: 2.75rem; cursor: pointer; display: inline-block; text-decoration: none; }
button:focus-visible, .button:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { color: #ececf1; background: #17171a; } main { background: #222226; } small { color: #b4b4be; }
}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** `formTargets`: where a form of the page may lead, redirects included. */
export function pageHeaders(formTargets: readonly string[] = []): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${styleHash}'`,
      `form-action ${["'self'", ...formTargets].join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

function layout(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body><main>
${body}
</main></body>
</html>`;
}

export function askPage(open: LinkReading & { readonly kind: 'open' }): Html {
  const { provider, account, request, tenantName } = open;
  const why = (request.diagnosis ?? account.diagnosis)?.summary;
  return layout(
    `Continue to ${provider.name}`,
    html`<h1>Firstlight needs your permission again to use ${named(provider.name, account.label)} for ${tenantName}.</h1>
${why ? html`<p>${why}</p>` : ''}
<form method="post"><button type="submit">Continue to ${provider.name}</button></form>
<p><small>You will be asked at ${provider.name} itself. This link is good until ${describeInstant(request.expires_at)}.</small></p>`,
  );
}

const closedSentences = {
  unknown:
    'This link is not complete, or it was not made here. Copy it again from the message you were sent.',
  completed: 'This permission has been given already. There is nothing more to do; you can close this page.',
  withdrawn: 'This permission is not needed any more. There is nothing to do; you can close this page.',
  expired: 'This link has expired. Ask whoever sent it for a new one.',
} as const;

export function closedPage(reason: keyof typeof closedSentences): Html {
  const isFine = reason === 'completed' || reason === 'withdrawn';
  return sayPage(isFine ? 'Nothing to do' : 'This link does not open', closedSentences[reason]);
}

/** A page without a control. */
export function sayPage(title: string, sentence: string): Html {
  return layout(title, html`<h1>${title}</h1><p>${sentence}</p>`);
}

export function completionPage(completion: Completion): Html {
  if (completion.kind === 'closed') return closedPage(completion.reason);
  const { title, sentence } = wordsFor(completion);
  const again = 'linkUrl' in completion && mayTryAgain.has(completion.kind) ? completion.linkUrl : null;
  return layout(
    title,
    html`<h1>${title}</h1><p>${sentence}</p>
${again ? html`<p><a class="button" href="${again}">Try again</a></p>` : ''}`,
  );
}

const mayTryAgain: ReadonlySet<Completion['kind']> = new Set([
  'declined',
  'invalid',
  'refused',
  'provider_away',
  'no_refresh_token',
  'scopes_missing',
  'identity_unknown',
  'identity_mismatch',
]);

interface Words {
  readonly title: string;
  readonly sentence: string;
}

function wordsFor(completion: Exclude<Completion, { kind: 'closed' }>): Words {
  switch (completion.kind) {
    case 'unknown_departure':
      return {
        title: 'This page was opened before',
        sentence:
          'Its answer was taken already, or it is not one we wait for. Open the link you were sent again.',
      };
    case 'other_browser':
      return {
        title: 'This is not the browser you began in',
        sentence: 'Open the link you were sent in this browser, and continue from there.',
      };
    case 'adopted':
      return {
        title: 'Thank you',
        sentence: `${named(completion.provider, completion.label)} works again. You can close this page; the run goes on by itself.`,
      };
    case 'staged':
      return {
        title: 'Thank you',
        sentence: `Your permission for ${named(completion.provider, completion.label)} is stored and will be picked up within minutes. You can close this page.`,
      };
    case 'identity_mismatch':
      return {
        title: 'That was another account',
        sentence: `You signed in to ${completion.provider} as somebody else than before, so nothing was changed. Sign in there as the owner of “${completion.label}” and try again.`,
      };
    case 'identity_unknown':
      return {
        title: 'We could not tell whose account that was',
        sentence: `Nothing was changed. Try again, and allow ${completion.provider} to tell us who you are.`,
      };
    case 'superseded':
      return {
        title: 'Nothing to do',
        sentence: 'This permission was given already or is not needed any more. You can close this page.',
      };
    case 'declined':
      return {
        title: 'You did not allow it',
        sentence: `Nothing was changed. What needs ${named(completion.provider, completion.label)} waits; you can allow it later by the same link.`,
      };
    case 'scopes_missing':
      return {
        title: 'A permission is missing',
        sentence: `Nothing was changed. Try again and leave everything ticked; missing: ${completion.missing.join(', ')}.`,
      };
    case 'no_refresh_token':
      return {
        title: 'The permission would not last',
        sentence: `${completion.provider} gave access only for the moment, so nothing was changed. Please try again.`,
      };
    case 'refused':
      return {
        title: `${completion.provider} did not accept it`,
        sentence: `${completion.diagnosis.summary} Nothing was changed.`,
      };
    case 'provider_away':
      return {
        title: `${completion.provider} does not answer`,
        sentence: 'Nothing was changed. Please try again in a few minutes.',
      };
    case 'invalid':
      return {
        title: 'That answer cannot be used',
        sentence: `What came back from ${completion.provider} is not complete. Nothing was changed. Please try again.`,
      };
  }
}

const named = (provider: string, label: string): string =>
  label === provider ? provider : `${provider} (${label})`;
