// Connected accounts: taken over from a web app that ran OAuth itself, listed, and ended. Never a token.

import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { disconnectAccount } from '../../connect/disconnect-account.ts';
import { forecastImport, importAccount } from '../../connect/import-account.ts';
import { type AccountId, type AccountRef, newAccountId, type TenantId } from '../../domain/ids.ts';
import { type AccountRow, findAccount, listAccounts } from '../../store/accounts.ts';
import { unknownAccount } from '../../vault/vault.ts';
import { accountSchema, showAccounts } from '../account-view.ts';
import type { AppDeps } from '../app-deps.ts';
import * as examples from '../examples/accounts.ts';
import { accountId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import {
  importedTokens,
  invalidImport,
  readImportedTokens,
  importedText as text,
} from '../imported-tokens.ts';
import { listOf, pageOf, pageQuery } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { revocationSchema, showRevocation } from '../revocation-view.ts';
import {
  createRoute,
  jsonAnswer,
  jsonBody,
  newRouter,
  problems,
  several,
  tenantSecurity,
} from './route-kit.ts';

const importBody = z.strictObject({
  provider: z.string().min(1).max(100),
  ...importedTokens,
  label: text.optional(),
});

const importQuery = z.object({
  dryRun: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ example: 'true', description: '`true`: check, import nothing, and do not ask the provider.' }),
});

const forecastSchema = z.object({
  provider: z.string(),
  label: z.string(),
  refreshTokens: z.enum(['reusable', 'previous-still-valid', 'single-use', 'none']).openapi({
    description: '`single-use`: whoever else still refreshes this grant must stop before it is imported.',
  }),
});

const idParameter = z.object({ id: accountId });
const shared = { tags: ['accounts'], security: tenantSecurity };

const importRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/accounts/import',
    summary: 'Take over an account whose grant your web app obtained',
    description:
      'From then on nobody else may refresh the grant where its refresh tokens are single-use. See docs/connect.md.',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: {
      query: importQuery,
      body: jsonBody(importBody, { provider: 'hubspot', ...examples.importedGrant, label: 'Deals of Acme' }),
    },
    responses: {
      200: jsonAnswer(forecastSchema, 'With `dryRun`: it can be imported; nothing was.', {
        provider: 'hubspot',
        label: 'Deals of Acme',
        refreshTokens: 'reusable',
      }),
      201: jsonAnswer(accountSchema, 'The account, kept alive from now on.', examples.activeAccount),
      ...problems(401, 422, 'provider.unavailable', 'app.misconfigured'),
    },
  });

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/accounts',
  summary: 'List connected accounts',
  description: 'In the order of their ids; the disconnected ones too.',
  request: { query: pageQuery },
  responses: {
    200: jsonAnswer(listOf(accountSchema), 'A page of accounts.', {
      items: [examples.activeAccount],
      nextCursor: null,
    }),
    ...problems(401, 422),
  },
});

const showRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/accounts/{id}',
  summary: 'Show a connected account',
  description:
    'Its state and why, when its token is refreshed next, and whether it will last the night. Never a token.',
  request: { params: idParameter },
  responses: {
    200: jsonAnswer(
      accountSchema,
      'The account.',
      several({ active: examples.activeAccount, dead: examples.deadAccount }),
    ),
    ...problems(401, 'account.unknown'),
  },
});

const disconnectionSchema = z.object({ account: accountSchema, revocation: revocationSchema });

const disconnectRoute = createRoute({
  ...shared,
  method: 'delete',
  path: '/v1/accounts/{id}',
  summary: 'Disconnect an account: revoke its grant where that harms no other, and erase it',
  description:
    'For good: what is sealed is erased, whatever the provider answers. Asked again, it tells what became of the grant.',
  request: { params: idParameter },
  responses: {
    200: jsonAnswer(
      disconnectionSchema,
      'Disconnected for good, and what became of the grant at the provider.',
      several({
        revoked: { account: examples.disconnectedAccount, revocation: examples.revoked },
        shared: { account: examples.disconnectedAccount, revocation: examples.sharedGrant },
      }),
    ),
    202: jsonAnswer(disconnectionSchema, 'Recorded; it is done when the exchange under way is over.', {
      account: examples.activeAccount,
      revocation: examples.revocationUnderWay,
    }),
    ...problems(401, 503, 'account.unknown', 'temporal.unavailable'),
  },
});

export function accountRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(importRoute(deps), async (context) => {
      const tenant = context.get('tenant').id;
      const ref = { tenant, account: newAccountId(context.get('requestName') ?? randomUUID()) };
      const body = context.req.valid('json');
      const order = {
        ref,
        provider: body.provider,
        label: body.label ?? null,
        ...readImportedTokens(body),
      };
      if (context.req.valid('query').dryRun === 'true') {
        const forecast = forecastImport(deps, order);
        if (forecast.kind === 'invalid') throw invalidImport(forecast.mistakes);
        const { label, refreshTokens } = forecast;
        return context.json({ provider: order.provider, label, refreshTokens }, 200);
      }
      const outcome = await importAccount(deps, order);
      if (outcome.kind === 'invalid') throw invalidImport(outcome.mistakes);
      const [view] = await showAccounts(deps, tenant, [await mustFindAccount(deps, ref)]);
      return context.json(view!, 201);
    })
    .openapi(listRoute, async (context) => {
      const tenant = context.get('tenant').id;
      const { after, limit } = context.req.valid('query');
      const found = await listAccounts(deps.pool, tenant, { after: after ?? null, limit: limit + 1 });
      const page = pageOf(
        found,
        limit,
        (account) => account,
        (account) => account.id,
      );
      return context.json({ ...page, items: await showAccounts(deps, tenant, page.items) }, 200);
    })
    .openapi(showRoute, async (context) => {
      const ref = refOf(context.get('tenant').id, context.req.valid('param').id);
      const [view] = await showAccounts(deps, ref.tenant, [await mustFindAccount(deps, ref)]);
      return context.json(view!, 200);
    })
    .openapi(disconnectRoute, async (context) => {
      const ref = refOf(context.get('tenant').id, context.req.valid('param').id);
      const { provider } = await mustFindAccount(deps, ref);
      const outcome = await disconnectAccount(deps, ref).catch((error: Error) => {
        deps.log.warn('an account could not be told to end', { ...ref, error: error.name });
        throw new ApiProblem(
          'temporal.unavailable',
          'The account could not be told to end, for the Temporal server or the database does not answer. Nothing was changed; try again in a moment.',
          { headers: { 'retry-after': '5' } },
        );
      });
      const [view] = await showAccounts(deps, ref.tenant, [await mustFindAccount(deps, ref)]);
      const revocation = outcome.kind === 'disconnected' ? outcome.revocation : outcome;
      const answer = { account: view!, revocation: showRevocation(revocation, provider) };
      return outcome.kind === 'disconnected' ? context.json(answer, 200) : context.json(answer, 202);
    });
}

/** An id of another tenant is an id that does not exist. */
const refOf = (tenant: TenantId, id: string): AccountRef => ({ tenant, account: id as AccountId });

async function mustFindAccount(deps: Pick<AppDeps, 'pool'>, ref: AccountRef): Promise<AccountRow> {
  const account = await findAccount(deps.pool, ref);
  if (!account) throw unknownAccount(ref);
  return account;
}
