// The person's browser: the page behind a link, the way to the provider, and the way back. Reads are without effect, for
// mail scanners open links too; only the buttons do something. The callback answers with a redirect and never with a page,
// so that no address with a code stays in a history.

import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { comeBack } from '../../connect/come-back.ts';
import { decline } from '../../connect/decline.ts';
import { type Outcome, statusFor } from '../../connect/outcome.ts';
import { readLink } from '../../connect/read-link.ts';
import { isAllowedReturn, returnTo } from '../../connect/return-urls.ts';
import { type BrowserCookie, setOut } from '../../connect/set-out.ts';
import type { DepartureId } from '../../domain/ids.ts';
import { HOUR, MINUTE, SECOND } from '../../domain/time.ts';
import { type DepartureRow, findDeparture } from '../../store/departures.ts';
import type { AppDeps } from '../app-deps.ts';
import { askPage, closedPage, closedStatus, declinedPage } from '../pages/ask-page.ts';
import { discreetHeaders, pageHeaders } from '../pages/frame.ts';
import {
  outcomePage,
  type Page,
  troublePage,
  unknownOutcomePage,
  workingPage,
} from '../pages/outcome-page.ts';

export const callbackPath = '/oauth/callback';
const linkPath = '/connect/:token';
const outcomePath = '/connect/outcome';

/** Signing in at a provider, with a second factor, takes minutes; nobody is away for longer and comes back. */
const cookieSeconds = HOUR / SECOND;
/** Longer than all that is waited for between taking an answer and writing down what came of it. */
const longestWorkMs = 2 * MINUTE;

type Pages = Pick<Hono, 'get' | 'post'>;

export function addConnectRoutes(app: Pages, deps: AppDeps): void {
  // A link names no key: whose it is, is found out with it.
  const connect = { ...deps, pool: deps.systemPool, redirectUri: new URL(callbackPath, deps.publicUrl).href };
  const wayBack = (returnUrl: string | null): string | null =>
    returnUrl !== null && isAllowedReturn(deps.returnUrls, returnUrl) ? returnUrl : null;

  app.get(`${outcomePath}/:departure`, async (context) => {
    const departure = await findDeparture(connect.pool, context.req.param('departure') as DepartureId);
    if (!departure?.taken_at) return show(context, unknownOutcomePage());
    const outcome = departure.outcome as Outcome | null;
    if (!outcome && Date.now() < departure.taken_at + longestWorkMs) {
      context.header('refresh', '1');
      return show(context, workingPage());
    }
    return show(context, outcomePage(outcome ?? { kind: 'trouble' }, waysOn(departure, outcome)));
  });

  app.get(linkPath, async (context) => {
    const token = context.req.param('token');
    const link = await readLink(connect, token);
    if (link.kind === 'closed') return showClosed(context, link.reason);
    const targets = [link.request.provider.authorizeUrl, wayBack(link.returnUrl)].filter(
      (url) => url !== null,
    );
    return show(context, { body: askPage(link.request, token), status: 200 }, targets.map(formTargetOf));
  });

  app.post(linkPath, async (context) => {
    const link = await readLink(connect, context.req.param('token'));
    if (link.kind === 'closed') return showClosed(context, link.reason);
    const { url, cookie } = await setOut(connect, link.request, link.returnUrl);
    bindBrowser(context, cookie, deps.publicUrl);
    return leadTo(context, url);
  });

  app.post(`${linkPath}/decline`, async (context) => {
    const token = context.req.param('token');
    const link = await readLink(connect, token);
    if (link.kind === 'closed') return showClosed(context, link.reason);
    await decline(connect, link.request);
    deps.log.info('a person declined', { provider: link.request.provider.id });
    const back = wayBack(link.returnUrl);
    const answer = { account: link.request.ref.account, status: 'declined' };
    return leadTo(context, back === null ? `/connect/${token}/declined` : returnTo(back, answer));
  });

  app.get(`${linkPath}/declined`, async (context) => {
    const token = context.req.param('token');
    const link = await readLink(connect, token);
    if (link.kind === 'closed') return showClosed(context, link.reason);
    return show(context, { body: declinedPage(link.request, `/connect/${token}`), status: 200 });
  });

  app.get(callbackPath, async (context) => {
    const completion = await comeBack(connect, {
      // The path as the provider was told it, whatever a proxy made of the host.
      url: new URL(`${callbackPath}${new URL(context.req.url).search}`, deps.publicUrl),
      readCookie: (name) => getCookie(context, name),
    });
    if (completion.kind === 'unknown_departure') {
      deps.log.info('a person came back from a provider', { reason: completion.kind });
      return leadTo(context, `${outcomePath}/unknown`);
    }
    const { departure, outcome, error } = completion;
    const facts = outcome && 'provider' in outcome ? { provider: outcome.provider } : {};
    deps.log.info('a person came back from a provider', { ...facts, reason: outcome?.kind ?? 'under way' });
    // Of a bug, its kind; its message may quote what it choked on.
    if (error) deps.log.error('a callback failed', { tenant: departure.tenant, error: error.name });
    const status = outcome && statusFor(outcome);
    const back = wayBack(departure.return_url);
    if (back !== null && status && 'account' in outcome) {
      return leadTo(context, returnTo(back, { account: outcome.account, status }));
    }
    return leadTo(context, `${outcomePath}/${departure.id}`);
  });

  function waysOn(departure: DepartureRow, outcome: Outcome | null) {
    const back = wayBack(departure.return_url);
    const request = outcome?.kind === 'connected' && outcome.tryAgain ? outcome.tryAgain : departure.request;
    const isThere = outcome?.kind === 'connected' || outcome?.kind === 'reauthorized';
    return {
      linkUrl: deps.links.urlFor(request, departure.return_url),
      back:
        back !== null && outcome && 'account' in outcome && outcome.kind !== 'superseded'
          ? returnTo(back, { account: outcome.account, status: isThere ? outcome.kind : 'failed' })
          : null,
    };
  }
}

/** For what goes wrong on a page: people get a page, not a problem document. */
export const isPagePath = (path: string): boolean => path.startsWith('/connect/') || path === callbackPath;

export const showTrouble = (context: Context, status: number): Promise<Response> =>
  show(context, status === 404 ? { body: closedPage('unknown'), status } : troublePage(status));

const showClosed = (context: Context, reason: Parameters<typeof closedPage>[0]): Promise<Response> =>
  show(context, { body: closedPage(reason), status: closedStatus(reason) });

async function show(
  context: Context,
  { body, status }: Page,
  formTargets: readonly string[] = [],
): Promise<Response> {
  return context.body(String(await body), status as 200, pageHeaders(formTargets));
}

function leadTo(context: Context, url: string): Response {
  for (const [name, value] of Object.entries(discreetHeaders)) context.header(name, value);
  return context.redirect(url, 303);
}

/** Browsers hold a form to its targets through redirects: the provider's own sign-in may lead on to other https hosts. */
function formTargetOf(url: string): string {
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' ? 'https:' : origin;
}

/** Lax: it must come back with a navigation from the provider's site. */
function bindBrowser(context: Context, cookie: BrowserCookie, publicUrl: string): void {
  setCookie(context, cookie.name, cookie.value, {
    path: callbackPath,
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl.startsWith('https:'),
    maxAge: cookieSeconds,
  });
}
