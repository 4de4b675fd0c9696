// Links a web app sends a person: to connect a new account, or to renew one. The link is in the answer and nowhere else; where the
// request had an Idempotency-Key, also in the recorded answer, sealed.

import { z } from '@hono/zod-openapi';
import { type Link, openConnectLink, openReauthLink } from '../../connect/open-link.ts';
import { findReturnMistake, isAllowedReturn } from '../../connect/return-urls.ts';
import type { AccountId } from '../../domain/ids.ts';
import { findAccount } from '../../store/accounts.ts';
import { unknownAccount } from '../../vault/vault.ts';
import type { AppDeps } from '../app-deps.ts';
import * as cast from '../examples/cast.ts';
import { accountId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import { isoOf } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { invalid } from '../validation.ts';
import {
  createRoute,
  jsonAnswer,
  jsonBody,
  newRouter,
  optionalJsonBody,
  problems,
  tenantSecurity,
} from './route-kit.ts';

const returnUrl = z.string().max(1000).optional().openapi({
  description:
    'Where the browser is sent afterwards, with `account` and `status` added. Must be allowed by FIRSTLIGHT_RETURN_URLS.',
});

const connectBody = z.strictObject({
  provider: z.string().min(1).max(100),
  scopes: z
    .array(
      z
        .string()
        .regex(/^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,300}$/, 'must be one scope, without spaces or commas'),
    )
    .min(1)
    .max(100)
    .optional()
    .openapi({ description: "What to ask for. Default: the provider's usual scopes." }),
  label: z.string().max(200).trim().min(1).optional(),
  returnUrl,
});

const linkSchema = z.object({ url: z.url(), expiresAt: z.iso.datetime() });
const returnExample = 'https://app.acme.example/accounts';
const linkTo = (url: string) => ({ url, expiresAt: '2026-12-02T02:10:04.000Z' });
const shared = { tags: ['accounts'], security: tenantSecurity };

const connectLinkRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/accounts/links',
    summary: 'A link by which a person connects a new account',
    description:
      'Send it to that person, or send the browser there. Whoever opens it is asked for consent at the provider; see docs/connect.md.',
    // A link whose request was cut off is nobody's, and runs out.
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: {
      body: jsonBody(connectBody, { provider: 'hubspot', label: 'Deals of Acme', returnUrl: returnExample }),
    },
    responses: {
      201: jsonAnswer(linkSchema, 'The link. It works once.', linkTo(cast.connectUrl)),
      ...problems(401, 422, 'app.misconfigured'),
    },
  });

const reauthLinkRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/accounts/{id}/reauth-links',
    summary: 'A link by which a person renews the account',
    description:
      'For an account that works as well as for one that waits. A grant of somebody else does not replace the one there is.',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: {
      params: z.object({ id: accountId }),
      body: optionalJsonBody(z.strictObject({ returnUrl }), { returnUrl: returnExample }),
    },
    responses: {
      201: jsonAnswer(linkSchema, 'The link.', linkTo(cast.reauthUrl)),
      ...problems(401, 422, 'account.unknown', 'account.disconnected'),
    },
  });

export function linkRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(connectLinkRoute(deps), async (context) => {
      const { provider: id, scopes, label, returnUrl: back } = context.req.valid('json');
      if (!deps.providers.ids.includes(id)) {
        const detail = `there is no provider "${id}"; there are ${deps.providers.ids.join(', ')}`;
        throw invalid([{ in: 'body', pointer: '/provider', detail }]);
      }
      // Throws, in words, while the operator has not registered an app there.
      const provider = deps.providers.get(id);
      refuseReturn(deps, back);
      const link = await openConnectLink(deps, context.get('tenant').id, {
        provider: id,
        scopes: scopes ?? provider.scopes,
        label: label ?? null,
        returnUrl: back ?? null,
      });
      return context.json(show(link), 201);
    })
    .openapi(reauthLinkRoute(deps), async (context) => {
      const ref = { tenant: context.get('tenant').id, account: context.req.valid('param').id as AccountId };
      const account = await findAccount(deps.pool, ref);
      if (!account) throw unknownAccount(ref);
      if (account.state === 'disconnected') {
        throw new ApiProblem(
          'account.disconnected',
          'The account was disconnected and cannot be renewed; connect a new one instead (POST /v1/accounts/links).',
        );
      }
      const { returnUrl: back } = context.req.valid('json') ?? {};
      refuseReturn(deps, back);
      return context.json(show(await openReauthLink(deps, ref, account, back ?? null)), 201);
    });
}

function refuseReturn({ returnUrls }: Pick<AppDeps, 'returnUrls'>, url: string | undefined): void {
  if (url === undefined) return;
  const mistake =
    findReturnMistake(url) ??
    (isAllowedReturn(returnUrls, url)
      ? null
      : 'is not an address people may be sent to; the operator lists those in FIRSTLIGHT_RETURN_URLS');
  if (mistake) throw invalid([{ in: 'body', pointer: '/returnUrl', detail: mistake }]);
}

const show = (link: Link) => ({ url: link.url, expiresAt: isoOf(link.expiresAt) });
