// A new grant for an account that is there, from a web app that runs OAuth itself: compared like one from the callback.

import { z } from '@hono/zod-openapi';
import { importGrant } from '../../connect/import-grant.ts';
import type { AnsweredOutcome } from '../../connect/outcome.ts';
import type { AccountId, AccountRef } from '../../domain/ids.ts';
import { findAccount } from '../../store/accounts.ts';
import { unknownAccount } from '../../vault/vault.ts';
import { accountSchema, showAccounts } from '../account-view.ts';
import type { AppDeps } from '../app-deps.ts';
import * as examples from '../examples/accounts.ts';
import { accountId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import { importedTokens, invalidImport, readImportedTokens } from '../imported-tokens.ts';
import { ApiProblem } from '../problem.ts';
import { callbackPath } from './connect.ts';
import { createRoute, jsonAnswer, jsonBody, newRouter, problems, tenantSecurity } from './route-kit.ts';

const outcomes = {
  adopted: 200,
  staged: 202,
  superseded: 409,
  identity_mismatch: 409,
  identity_unknown: 409,
  scopes_missing: 409,
  no_refresh_token: 409,
  provider_away: 502,
} as const;
type ImportOutcome = keyof typeof outcomes;

const outcomeSchema = z.object({
  outcome: z.enum(Object.keys(outcomes) as [ImportOutcome, ...ImportOutcome[]]).openapi({
    description:
      '`adopted`: in force. `staged`: stored, and taken up as soon as the account is done with what it is doing. Of all others ' +
      'the old grant stays as it was. `identity_mismatch`: of another person or organization than the account. `identity_unknown`: ' +
      'the provider does not say whose it is, though the owner of the account is known. `scopes_missing`: it covers less than ' +
      'the account would lose. `no_refresh_token`: it would end with its access token. `superseded`: another new grant was first. ' +
      '`provider_away`: the provider could not be asked whose it is; send it again.',
  }),
  missing: z
    .array(
      z.object({
        scope: z.string(),
        breaks: z.array(z.object({ tool: z.string(), does: z.string() })),
      }),
    )
    .openapi({ description: 'Permissions it lacks, and what does not work without them.' }),
  account: accountSchema,
});

const exampleOf = (outcome: ImportOutcome): z.output<typeof outcomeSchema> => ({
  outcome,
  missing: outcome === 'scopes_missing' ? [examples.missingScope] : [],
  account: outcome === 'adopted' ? examples.activeAccount : examples.deadAccount,
});

const importRoute = (deps: AppDeps) =>
  createRoute({
    method: 'post',
    path: '/v1/accounts/{id}/import',
    summary: 'Renew an account with a grant your web app obtained',
    description:
      'Compared with the account like a grant from a person’s browser: a grant of somebody else, or with less than the account has, is not taken. See docs/connect.md.',
    tags: ['accounts'],
    security: tenantSecurity,
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: {
      params: z.object({ id: accountId }),
      body: jsonBody(z.strictObject(importedTokens), examples.importedGrant),
    },
    responses: {
      200: jsonAnswer(
        outcomeSchema,
        'The grant is in force, and runs that waited for it go on.',
        exampleOf('adopted'),
      ),
      202: jsonAnswer(outcomeSchema, 'The grant is stored and will be taken up.', exampleOf('staged')),
      ...problems(401, 422, 503, 'account.unknown'),
      409: {
        description:
          'The grant was not taken; the old one stays as it was. A problem: the account was disconnected.',
        content: {
          ...jsonAnswer(outcomeSchema, '', exampleOf('scopes_missing')).content,
          ...problems('account.disconnected')[409]!.content,
        },
      },
      502: jsonAnswer(outcomeSchema, 'The provider could not be asked.', exampleOf('provider_away')),
    },
  });

export function accountImportRoutes(deps: AppDeps) {
  const connect = { ...deps, redirectUri: new URL(callbackPath, deps.publicUrl).href };
  return newRouter().openapi(importRoute(deps), async (context) => {
    const ref: AccountRef = {
      tenant: context.get('tenant').id,
      account: context.req.valid('param').id as AccountId,
    };
    const account = await findAccount(deps.pool, ref);
    if (!account) throw unknownAccount(ref);
    const order = { ref, ...readImportedTokens(context.req.valid('json')) };
    const result = await importGrant(connect, account, order);
    if (result.kind === 'mistaken') throw invalidImport(result.mistakes);
    if (result.kind === 'disconnected') {
      throw new ApiProblem(
        'account.disconnected',
        'The account was disconnected and cannot be renewed; import the grant as a new account instead.',
      );
    }
    const outcome = outcomeOf(result);
    const [view] = await showAccounts(deps, ref.tenant, [(await findAccount(deps.pool, ref))!]);
    const answer = { outcome, missing: missingOf(result), account: view! };
    return context.json(answer, outcomes[outcome]);
  });
}

/** `reauthorized` is what became of the account; what became of the grant is told here. */
function outcomeOf({ kind }: AnsweredOutcome): ImportOutcome {
  if (kind === 'reauthorized') return 'adopted';
  if (kind in outcomes) return kind as ImportOutcome;
  throw new Error(`an import cannot come to ${kind}`);
}

const missingOf = (result: AnsweredOutcome) =>
  'missing' in result
    ? result.missing.map(({ scope, breaks }) => ({ scope, breaks: breaks.map((one) => ({ ...one })) }))
    : [];
