// Is an account's grant good now? Asked of the provider, not of our books: "active" in a list is what was true at the last
// exchange or probe.

import { z } from '@hono/zod-openapi';
import type { AccountId, AccountRef } from '../../domain/ids.ts';
import { findAccount } from '../../store/accounts.ts';
import { unknownAccount } from '../../vault/vault.ts';
import { accountSchema, showAccounts } from '../account-view.ts';
import type { AppDeps } from '../app-deps.ts';
import * as examples from '../examples/accounts.ts';
import { accountId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import { ApiProblem } from '../problem.ts';
import { createRoute, jsonAnswer, newRouter, problems, several, tenantSecurity } from './route-kit.ts';

const checkRoute = (deps: AppDeps) =>
  createRoute({
    method: 'post',
    path: '/v1/accounts/{id}/check',
    summary: 'Ask the provider now whether the grant still holds',
    description:
      'The account’s state is what was true at the last exchange or probe; this asks now. It spends no refresh token unless the answer looks dead.',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    tags: ['accounts'],
    security: tenantSecurity,
    request: { params: z.object({ id: accountId }) },
    responses: {
      200: jsonAnswer(
        z.object({
          check: z.enum(['holds', 'looks_dead', 'unanswered']).openapi({
            description:
              '`looks_dead`: the provider calls it inactive; an exchange was tried at once, and `account` shows what came of it. ' +
              '`unanswered`: nothing was learned, or the account waits for somebody already.',
          }),
          account: accountSchema,
        }),
        'What the provider said, and the account after it.',
        several({
          holds: { check: 'holds' as const, account: examples.activeAccount },
          looksDead: { check: 'looks_dead' as const, account: examples.deadAccount },
        }),
      ),
      ...problems(401, 503, 'account.unknown', 'temporal.unavailable'),
    },
  });

export function accountCheckRoutes(deps: AppDeps) {
  return newRouter().openapi(checkRoute(deps), async (context) => {
    const ref: AccountRef = {
      tenant: context.get('tenant').id,
      account: context.req.valid('param').id as AccountId,
    };
    const known = await findAccount(deps.pool, ref);
    if (!known) throw unknownAccount(ref);
    const check =
      known.state === 'disconnected'
        ? 'unanswered'
        : (
            await deps.accountClient.checkNow(ref).catch((error: Error) => {
              deps.log.warn('an account could not be checked', { ...ref, error: error.name });
              throw new ApiProblem(
                'temporal.unavailable',
                'The account could not be checked, for the Temporal server does not answer. Try again in a moment.',
                { headers: { 'retry-after': '5' } },
              );
            })
          ).check;
    const [account] = await showAccounts(deps, ref.tenant, [(await findAccount(deps.pool, ref))!]);
    return context.json({ check, account: account! }, 200);
  });
}
