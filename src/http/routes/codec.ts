// A remote codec for Temporal UI: opens and seals payloads for an operator, who signs in with the operator's key once, or
// sends it. Called from pages of the addresses in FIRSTLIGHT_TEMPORAL_UI_URLS, from no other.

import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { cors } from 'hono/cors';
import { z } from 'zod';
import { SECOND } from '../../domain/time.ts';
import type { WirePayload } from '../../temporal/codec-port.ts';
import { sessionMs } from '../../vault/operator-sessions.ts';
import type { AppDeps } from '../app-deps.ts';
import { pageHeaders } from '../pages/frame.ts';
import { signedInPage, signInPage } from '../pages/sign-in-page.ts';
import { ApiProblem } from '../problem.ts';
import { isOperatorKey, readBearer } from '../tenant-auth.ts';

const cookieName = 'firstlight_operator';
const codecPath = '/codec';
export const signInPath = `${codecPath}/sign-in`;

const base64 = z.base64();
const bodySchema = z.strictObject({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).optional(), data: base64.optional() }))
    .max(10_000),
});

export function addCodecRoutes(app: Pick<Hono, 'get' | 'post' | 'use'>, deps: AppDeps): void {
  const { codec, operatorSessions, operatorKey, publicUrl, temporalUiOrigins } = deps;

  app.use(
    `${codecPath}/*`,
    cors({
      origin: (origin) => (temporalUiOrigins.includes(origin) ? origin : null),
      allowMethods: ['POST'],
      // What Temporal UI sends besides the body.
      allowHeaders: ['content-type', 'authorization', 'authorization-extras', 'x-namespace'],
      credentials: true,
      maxAge: 600,
    }),
  );

  app.get(signInPath, async (context) => show(context, signInPage(false)));
  app.post(signInPath, async (context) => {
    const { key } = await context.req.parseBody();
    if (typeof key !== 'string' || !isOperatorKey(operatorKey, key.trim())) {
      deps.log.warn('a sign-in was refused', {});
      return show(context, signInPage(true), 403);
    }
    // Strict: Temporal UI stands on the same site (a port makes no other), or the cookie is not for it.
    setCookie(context, cookieName, operatorSessions.open(Date.now()), {
      path: codecPath,
      httpOnly: true,
      sameSite: 'Strict',
      secure: publicUrl.startsWith('https:'),
      maxAge: sessionMs / SECOND,
    });
    return show(context, signedInPage(new URL(codecPath, publicUrl).href));
  });

  const transform =
    (work: (payloads: readonly WirePayload[]) => Promise<WirePayload[]>) => async (context: Context) => {
      requireSignedIn(context);
      return context.json({ payloads: await work(await readPayloads(context)) });
    };
  // Temporal UI adds `?preserveStorageRefs=true`, which is for payloads kept elsewhere; here none is.
  app.post(`${codecPath}/decode`, transform(codec.decode));
  app.post(`${codecPath}/encode`, transform(codec.encode));

  function requireSignedIn(context: Context): void {
    const key = readBearer(context.req.header('authorization'));
    if (key && isOperatorKey(operatorKey, key)) return;
    if (operatorSessions.isOpen(getCookie(context, cookieName) ?? '', Date.now())) return;
    throw new ApiProblem(
      'key.missing',
      `Payloads are opened for an operator only. Sign in at ${new URL(signInPath, publicUrl).href} in this browser, and switch on "Include cross-origin credentials" in Temporal UI's codec settings (the glasses); or send the operator's key as "Authorization: Bearer <key>".`,
      { headers: { 'www-authenticate': 'Bearer realm="firstlight"' } },
    );
  }
}

async function readPayloads(context: Context): Promise<readonly WirePayload[]> {
  const body: unknown = await context.req.json().catch(() => null);
  const parsed = bodySchema.safeParse(body);
  if (parsed.success) return parsed.data.payloads;
  throw new ApiProblem(
    'request.malformed',
    'Send {"payloads": [{"metadata": {…}, "data": "…"}]} as JSON, with metadata and data in base64.',
  );
}

async function show(context: Context, page: ReturnType<typeof signInPage>, status = 200): Promise<Response> {
  return context.body(String(await page), status as 200, pageHeaders());
}
