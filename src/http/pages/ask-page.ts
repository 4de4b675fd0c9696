// The page behind a link: what is asked in one sentence, one control that goes on, one that says no. And what it says where
// nothing is to be done any more.

import { html } from 'hono/html';
import type { ClosedReason, OpenRequest } from '../../connect/read-link.ts';
import { frame, type Html, named, sayPage } from './frame.ts';

/** `token`: of this very link; the page has no other way to say which one it means. */
export function askPage(request: OpenRequest, token: string): Html {
  const { purpose, provider, label, tenantName, why, expiresAt } = request;
  const what = named(provider.name, label);
  const asked = purpose === 'connect' ? 'asks for your permission' : 'needs your permission again';
  return frame(
    `Continue to ${provider.name}`,
    html`<h1>Firstlight ${asked} to use ${what} for ${tenantName}.</h1>
${why ? html`<p class="note">${why}</p>` : ''}
<form method="post"><button class="do" type="submit">Continue to ${provider.name}</button></form>
<form method="post" action="/connect/${token}/decline"><button class="quiet" type="submit">I can’t do this</button></form>
<ul class="facts small">
<li>You sign in at ${provider.name} itself. Firstlight never sees your password.</li>
${purpose === 'reauthorize' ? html`<li>If you can’t, work that waits for this account goes on without it.</li>` : ''}
<li>This link works once, until ${describeForPeople(expiresAt)}.</li>
</ul>`,
  );
}

const sentences: Readonly<Record<ClosedReason, string>> = {
  unknown:
    'This link is not complete, or it was not made here. Copy it again from the message you were sent.',
  completed: 'This permission has been given already. There is nothing more to do; you can close this page.',
  withdrawn: 'This permission is not needed any more. There is nothing to do; you can close this page.',
  expired: 'This link has expired. Ask whoever sent it for a new one.',
};

export function closedPage(reason: ClosedReason): Html {
  const isFine = reason === 'completed' || reason === 'withdrawn';
  return sayPage(
    isFine ? 'good' : 'care',
    isFine ? 'Nothing to do' : 'This link does not open',
    sentences[reason],
  );
}

export const closedStatus = (reason: ClosedReason): number => (reason === 'unknown' ? 404 : 410);

/** After "I can't do this". */
export function declinedPage(request: OpenRequest, linkUrl: string): Html {
  const { provider, label, purpose } = request;
  const title = 'All right';
  const what = named(provider.name, label);
  const after =
    purpose === 'connect'
      ? `${what} was not connected.`
      : `Work that waited for ${what} goes on without it, and whoever runs it is told.`;
  return frame(
    title,
    html`<h1>${title}</h1><p>${after} You can close this page.</p>
<a class="quiet" href="${linkUrl}">I can do it after all</a>`,
  );
}

/** Whose zone a reader is in is not known without a script, so the zone is named. */
const describeForPeople = (instantAt: number): string =>
  `${new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC', hourCycle: 'h23' }).format(instantAt)} UTC`;
