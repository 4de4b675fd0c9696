// The person's browser: the page behind a link, the way to the provider, and the way back. Reads are without effect, for
// mail scanners open links too; only the button sets out.

import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { type BrowserCookie, beginReauthorization, readLink } from '../../connect/begin-reauthorization.ts';
import { type Completion, completeReauthorization } from '../../connect/complete-reauthorization.ts';
import { HOUR, SECOND } from '../../domain/time.ts';
import type { AppDeps } from '../app-deps.ts';
import { askPage, closedPage, completionPage, pageHeaders, sayPage } from '../pages.ts';

export const callbackPath = '/oauth/callback';
const linkPath = '/connect/:token';

/** Signing in at a provider, with a second factor, takes minutes; nobody is away for longer and comes back. */
const cookieSeconds = HOUR / SECOND;

type Pages = Pick<Hono, 'get' | 'post'>;

export function addConnectRoutes(app: Pages, deps: AppDeps): void {
  // A link names no key: whose it is, is found out with it.
  const connect = { ...deps, pool: deps.systemPool, redirectUri: new URL(callbackPath, deps.publicUrl).href };

  app.get(linkPath, async (context) => {
    const link = await readLink(connect, context.req.param('token'));
    if (link.kind === 'closed') return page(context, closedPage(link.reason), closedStatus(link.reason));
    return page(context, askPage(link), 200, [formTargetOf(link.provider.authorizeUrl)]);
  });

  app.post(linkPath, async (context) => {
    const link = await readLink(connect, context.req.param('token'));
    if (link.kind === 'closed') return page(context, closedPage(link.reason), closedStatus(link.reason));
    const { url, cookie } = await beginReauthorization(connect, link);
    bindBrowser(context, cookie, deps.publicUrl);
    context.header('referrer-policy', 'no-referrer');
    context.header('cache-control', 'no-store');
    return context.redirect(url, 303);
  });

  app.get(callbackPath, async (context) => {
    const completion = await completeReauthorization(connect, {
      // The path as the provider was told it, whatever a proxy made of the host.
      url: new URL(`${callbackPath}${new URL(context.req.url).search}`, deps.publicUrl),
      readCookie: (name) => getCookie(context, name),
    });
    const { kind } = completion;
    const facts = 'provider' in completion ? { provider: completion.provider } : {};
    deps.log.info('a person came back from a provider', { ...facts, reason: kind });
    return page(context, completionPage(completion), completionStatus(completion));
  });
}

/** For what goes wrong on a page: people get a page, not a problem document. */
export const isPagePath = (path: string): boolean => path.startsWith('/connect/') || path === callbackPath;

export function troublePage(context: Context, status: number): Response | Promise<Response> {
  return page(
    context,
    sayPage('Something went wrong on our side', 'Nothing was changed. Please try again in a few minutes.'),
    status,
  );
}

async function page(
  context: Context,
  body: ReturnType<typeof sayPage>,
  status: number,
  formTargets: readonly string[] = [],
): Promise<Response> {
  return context.body(String(await body), status as 200, pageHeaders(formTargets));
}

/** Browsers hold a form to its targets through redirects: the provider's own sign-in may lead on to other https hosts. */
function formTargetOf(authorizeUrl: string): string {
  const { protocol, origin } = new URL(authorizeUrl);
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

function closedStatus(reason: 'unknown' | 'completed' | 'withdrawn' | 'expired'): number {
  return reason === 'unknown' ? 404 : 410;
}

function completionStatus(completion: Completion): number {
  switch (completion.kind) {
    case 'adopted':
    case 'superseded':
    case 'declined':
      return 200;
    case 'staged':
      return 202;
    case 'closed':
      return closedStatus(completion.reason);
    case 'provider_away':
      return 502;
    case 'identity_mismatch':
    case 'identity_unknown':
    case 'scopes_missing':
    case 'no_refresh_token':
      return 409;
    default:
      return 400;
  }
}
