// The page a browser is sent to when it has come back: what came of it, what is missing, and the ways on from here.

import { html, raw } from 'hono/html';
import type { MissingScope, Outcome } from '../../connect/outcome.ts';
import { closedPage, closedStatus } from './ask-page.ts';
import { frame, type Html, sayPage, sign } from './frame.ts';
import { wordsFor } from './outcome-words.ts';

export interface WaysOn {
  /** The link by which the person may try again. */
  readonly linkUrl: string;
  /** To the web app that sent the person, with what came of it; null where there is none. */
  readonly back: string | null;
}

export interface Page {
  readonly body: Html;
  readonly status: number;
}

export function outcomePage(outcome: Outcome, { linkUrl, back }: WaysOn): Page {
  if (outcome.kind === 'closed') {
    return { body: closedPage(outcome.reason), status: closedStatus(outcome.reason) };
  }
  const { status, tone, title, sentence, mayTryAgain } = wordsFor(outcome);
  const missing = 'missing' in outcome ? outcome.missing : [];
  const isDone = outcome.kind === 'connected' || outcome.kind === 'reauthorized';
  const body = frame(
    title,
    html`${sign(tone)}<h1>${title}</h1><p>${sentence}</p>
${missing.length > 0 ? missingList(missing) : ''}
${mayTryAgain ? html`<a class="do" href="${linkUrl}">Try again</a>` : ''}
${back ? html`<a class="quiet" href="${back}">${isDone ? 'Go on without it' : `Back to ${new URL(back).host}`}</a>` : ''}`,
  );
  return { body, status };
}

const missingList = (missing: readonly MissingScope[]): Html =>
  html`<ul class="missing">${missing.map(
    ({ scope, breaks }) =>
      html`<li>${breaks.length > 0 ? html`<p>Without it, this does not work: ${breaks.map(({ does }) => does).join(' ')}</p>` : ''}
<code class="small">${breakable(scope)}</code></li>`,
  )}</ul>`;

/** Scopes may be addresses; a narrow page breaks them between their parts. */
const breakable = (scope: string): Html[] =>
  scope.split(/(?<=[/.])(?=\w)/).map((part, index) => html`${index > 0 ? raw('<wbr>') : ''}${part}`);

/** No departure has this id, or its day is over. */
export const unknownOutcomePage = (): Page => ({
  body: sayPage(
    'care',
    'This page was opened before',
    'Its answer was taken already, or it is not one we wait for. Open the link you were sent again.',
  ),
  status: 400,
});

/** The answer is being looked at by another request of the same browser. */
export const workingPage = (): Page => ({
  body: sayPage(
    'good',
    'One moment',
    'Your answer has arrived and is being looked at. This page goes on by itself.',
  ),
  status: 202,
});

export const troublePage = (status: number): Page => ({
  body: sayPage(
    'care',
    'Something went wrong on our side',
    'Nothing was changed. Please try again in a few minutes.',
  ),
  status,
});
