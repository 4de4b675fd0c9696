// A call that did not end with data, in words a model can act on or pass on to a person: what happened, who must act, and
// what to do next. Says plainly that nothing is known of the data, for a model that is told nothing believes there is none.

import { type FailureCode, failures } from '../../domain/failures.ts';
import type { AccountRef } from '../../domain/ids.ts';
import { MINUTE } from '../../domain/time.ts';
import { findAccount } from '../../store/accounts.ts';
import { findAppHealth } from '../../store/provider-apps.ts';
import { findOpenRequest } from '../../store/reauth-requests.ts';
import type { AppDeps } from '../app-deps.ts';
import type { ToolAnswer } from '../call-tool.ts';
import { isoOf } from '../paging.ts';
import { type ApiProblem, type ProblemCode, toProblem } from '../problem.ts';
import type { McpAnswer } from './answer-schema.ts';

/** How often a held account is looked at again by a caller who has nothing better to go by. */
const heldPauseMs = MINUTE;

export interface Blocked {
  readonly answer: McpAnswer;
  /** Names the request behind `reauthUrl`; null where there is none to open. */
  readonly request: string | null;
}

export async function describeBlocked(
  { pool, systemPool }: Pick<AppDeps, 'pool' | 'systemPool'>,
  ref: AccountRef,
  { state, reauthUrl }: ToolAnswer,
): Promise<Blocked> {
  const account = await findAccount(pool, ref);
  const request = reauthUrl === undefined ? null : await findOpenRequest(pool, ref);
  // Which app is out of order concerns all its accounts, and is written down without a tenant.
  const health = state === 'held' && account ? await findAppHealth(systemPool, account.provider_app) : null;
  const diagnosis = request?.diagnosis ?? health?.failing ?? account?.diagnosis ?? null;
  const whose = account ? `The account "${account.label}" (${account.provider})` : 'The account';
  const answer: McpAnswer = {
    status: 'blocked',
    account: ref.account,
    state,
    reason: diagnosis?.summary ?? `${whose} cannot be used at the moment.`,
    whoMustAct: diagnosis?.actor ?? (state === 'held' ? 'nobody' : 'person'),
    ...(reauthUrl !== undefined && { reauthUrl }),
  };
  switch (state) {
    case 'held':
      return {
        answer: {
          ...answer,
          retryAt: isoOf(Math.max(Date.now() + heldPauseMs, health?.not_before ?? 0)),
          whatToDo: `${whose} is on hold and comes back without anybody renewing it. Nothing was read and nothing is known of its data. Make the same call again after retryAt.`,
        },
        request: null,
      };
    case 'disconnected':
      return {
        answer: {
          ...answer,
          whatToDo: `${whose} was disconnected for good. Use another account, or have a new one connected: POST /v1/accounts/links.`,
        },
        request: null,
      };
    default:
      return {
        answer: {
          ...answer,
          whatToDo: `${whose} must be renewed first. Nothing was read and nothing is known of its data. Have the account's owner open ${
            reauthUrl ?? 'the link of POST /v1/accounts/{id}/reauth-links'
          }, then make the same call again.`,
        },
        request: request?.id ?? null,
      };
  }
}

export function describeProblem(problem: NonNullable<ToolAnswer['problem']>): McpAnswer {
  return {
    status: 'failed',
    problem: problem as McpAnswer['problem'],
    whatToDo: nextStep(problem.code as ProblemCode),
  };
}

/** What was thrown instead of answered. */
export function describeThrown(error: unknown): McpAnswer {
  const problem: ApiProblem = toProblem(error);
  const seconds = Number(problem.headers['retry-after']);
  return {
    ...describeProblem({ code: problem.code, message: problem.message, facts: {} }),
    ...(seconds > 0 && { retryAt: isoOf(Date.now() + seconds * 1000) }),
  };
}

const ownSteps: Partial<Record<ProblemCode, string>> = {
  'tool.outcome_unknown':
    'Find out at the provider whether it was done before you do it again; doing it twice may be wrong.',
  'account.unknown': 'Take an account from the list in the description of the argument "account".',
  'account.wrong_provider': 'Take an account of the right provider.',
  'request.malformed': 'Correct the request and make it again.',
  'request.invalid': 'Correct the request and make it again.',
  'idempotency.other_request': 'Use a new idempotency key for a new call.',
  'idempotency.under_way': 'Make the same call with the same key again in a moment.',
  'idempotency.outcome_unknown':
    'Find out at the provider whether it was done; use a new key to do it again.',
};

function nextStep(code: ProblemCode): string {
  const own = ownSteps[code];
  if (own) return own;
  switch (failures[code as FailureCode]) {
    case 'retry':
      return 'Nothing is known of the data. Make the same call again later.';
    case 'tell_caller':
      return 'Correct the arguments and call again.';
    case 'ask_admin':
      return 'An administrator of the customer must give the account the permission it lacks; then make the same call again.';
    case 'ask_operator':
      return 'The operator of this Firstlight must put it right; then make the same call again.';
    default:
      return 'This is a fault of Firstlight; tell its operator, whose log says where.';
  }
}
