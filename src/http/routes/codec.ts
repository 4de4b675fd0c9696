// Opens for Temporal UI, and for its command line, what Temporal keeps of us sealed; for the operator only. The UI's scripts
// ask from the operator's browser, from an origin of their own: hence the sign-in with a cookie, and CORS for those origins.

import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { cors } from 'hono/cors';
import { z } from 'zod';
import { HOUR, SECOND } from '../../domain/time.ts';
import { convert, type PayloadJson, payloadJson } from '../../temporal/payload-json.ts';
import type { AppDeps } from '../app-deps.ts';
import { pageHeaders } from '../pages/frame.ts';
import { signedInPage, signInPage } from '../pages/operator-page.ts';
import { ApiProblem } from '../problem.ts';
import { isOperatorKey, readBearer } from '../tenant-auth.ts';

const page = '/codec';
const cookieName = 'firstlight_operator';
const sessionMs = 12 * HOUR;
/** The UI asks once per payload, the command line for a history at once. */
const body = z.object({ payloads: z.array(payloadJson).max(10_000).default([]) });

type Routes = Pick<Hono, 'get' | 'post' | 'use'>;

export function addCodecRoutes(app: Routes, deps: AppDeps): void {
  // Before whoever asks is known: the browser's own question comes without a cookie.
  const allowUi = cors({
    origin: [...deps.temporalUiOrigins],
    allowMethods: ['POST'],
    allowHeaders: ['x-namespace', 'content-type', 'authorization'],
    credentials: true,
    maxAge: HOUR / SECOND,
  });
  for (const direction of ['encode', 'decode'] as const) {
    app.use(`${page}/${direction}`, allowUi);
    app.post(`${page}/${direction}`, async (context) => {
      const isKnown = knowsOperator(context, deps);
      const parsed = body.safeParse(await context.req.json().catch(() => null));
      if (!parsed.success) {
        throw new ApiProblem(
          'request.invalid',
          'Send {"payloads": [{"metadata": {…}, "data": "…"}]}, in base64.',
        );
      }
      context.header('cache-control', 'no-store');
      if (!isKnown) {
        // The UI shows of a refusal only that there was one; shown in place of what is sealed, words say what to do.
        if (direction === 'encode' || !isFromUi(context, deps)) throw unknownCaller(context, deps);
        return context.json({ payloads: parsed.data.payloads.map(() => hintPayload(context, deps)) });
      }
      return context.json({ payloads: await convert(deps.payloadCodec[direction], parsed.data.payloads) });
    });
  }

  app.get(page, (context) => {
    const expiresAt = readSession(context, deps);
    return show(
      context,
      expiresAt === null ? signInPage() : signedInPage(expiresAt, `${originOf(context, deps)}${page}`),
    );
  });

  app.post(page, async (context) => {
    const { key } = await context.req.parseBody();
    if (typeof key !== 'string' || !isOperatorKey(deps.operatorKey, key.trim())) {
      deps.log.warn('somebody tried to sign in as operator with a wrong key');
      return show(context, signInPage(true), 401);
    }
    // Strict: another port of this machine, or another host of the same domain, is the same site.
    setCookie(context, cookieName, deps.operatorSessions.issue(Date.now() + sessionMs), {
      path: page,
      httpOnly: true,
      sameSite: 'Strict',
      secure: originOf(context, deps).startsWith('https:'),
      maxAge: sessionMs / SECOND,
    });
    return leadBack(context);
  });

  app.post(`${page}/sign-out`, (context) => {
    deleteCookie(context, cookieName, { path: page });
    return leadBack(context);
  });
}

function readSession(context: Context, { operatorSessions }: AppDeps): number | null {
  return operatorSessions.read(getCookie(context, cookieName) ?? '');
}

function knowsOperator(context: Context, deps: AppDeps): boolean {
  const key = readBearer(context.req.header('authorization'));
  if (key !== null && isOperatorKey(deps.operatorKey, key)) return true;
  if (context.req.header('origin') !== undefined && !isFromUi(context, deps)) {
    throw new ApiProblem(
      'key.wrong_kind',
      'A page of this origin may not ask. If your Temporal UI is there, name it in FIRSTLIGHT_TEMPORAL_UI_ORIGINS.',
    );
  }
  return readSession(context, deps) !== null;
}

const isFromUi = (context: Context, { temporalUiOrigins }: AppDeps): boolean =>
  temporalUiOrigins.includes(context.req.header('origin') ?? '');

const unknownCaller = (context: Context, deps: AppDeps): ApiProblem =>
  new ApiProblem(
    'key.missing',
    `Sign in as operator at ${originOf(context, deps)}${page} in this browser, then reload; or send "Authorization: Bearer <operator's key>".`,
    { headers: { 'www-authenticate': 'Bearer realm="firstlight"' } },
  );

function hintPayload(context: Context, deps: AppDeps): PayloadJson {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const words = `Sealed. To read it, sign in at ${originOf(context, deps)}${page} and do what it says there.`;
  return { metadata: { encoding: base64('json/plain') }, data: base64(JSON.stringify(words)) };
}

/** As the browser has it: cookies keep to their host, and through a tunnel that is this machine, whatever the public one is. */
function originOf(context: Context, { publicUrl }: AppDeps): string {
  const host = context.req.header('host') ?? '';
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) ? `http://${host}` : new URL(publicUrl).origin;
}

const show = async (context: Context, shown: ReturnType<typeof signInPage>, status = 200) =>
  context.body(String(await shown), status as 200, pageHeaders());

function leadBack(context: Context): Response {
  context.header('cache-control', 'no-store');
  return context.redirect(page, 303);
}
