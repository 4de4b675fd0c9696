// Every error answer of the API is made here: a code to a status and a problem document (RFC 9457). A detail is one
// paragraph that says what to do; it never quotes a key, a token, a code or a body.

import { HTTPException } from 'hono/http-exception';
import { type Disposition, Failure, type FailureCode, failures } from '../domain/failures.ts';
import { isDatabaseAway, isTextUnstorable } from '../store/db.ts';

type OwnCode =
  | 'request.malformed'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'route.unknown'
  | 'route.wrong_method'
  | 'key.missing'
  | 'key.wrong_kind'
  | 'tenant.id_taken'
  | 'tenant.unknown'
  | 'account.disconnected'
  | 'account.blocked'
  | 'account.held'
  | 'run.unknown'
  | 'run.no_transcript'
  | 'schedule.unknown'
  | 'preflight.unknown'
  | 'step.unknown'
  | 'event.unknown'
  | 'delivery.unknown'
  | 'webhook_endpoint.unknown'
  | 'webhook_secret.unknown'
  | 'contact.unknown'
  | 'contact.in_use'
  | 'contacts.not_set'
  | 'idempotency.other_request'
  | 'idempotency.under_way'
  | 'idempotency.outcome_unknown'
  | 'temporal.unavailable';

export type ProblemCode = FailureCode | OwnCode;

interface Kind {
  readonly status: number;
  readonly title: string;
}

const kinds = {
  'request.malformed': { status: 400, title: 'The request cannot be read' },
  'request.invalid': { status: 422, title: 'The request has mistakes' },
  'request.too_large': { status: 413, title: 'The request is too large' },
  'request.unsupported_media_type': { status: 415, title: 'The body must be JSON' },
  'route.unknown': { status: 404, title: 'There is no such address' },
  'route.wrong_method': { status: 405, title: 'This address does not take that method' },
  'key.missing': { status: 401, title: 'An API key is needed' },
  'key.wrong_kind': { status: 403, title: 'This API key does not open this address' },
  'tenant.id_taken': { status: 409, title: 'The tenant id is taken' },
  'tenant.unknown': { status: 404, title: 'There is no such tenant' },
  'account.disconnected': { status: 409, title: 'The account is disconnected' },
  'account.blocked': { status: 409, title: 'A person must renew the account' },
  'account.held': { status: 503, title: 'The account is held for the moment' },
  'run.no_transcript': { status: 409, title: 'No model speaks in this run' },
  'run.unknown': { status: 404, title: 'There is no such run' },
  'schedule.unknown': { status: 404, title: 'There is no such schedule' },
  'preflight.unknown': { status: 404, title: 'There is no such preflight' },
  'step.unknown': { status: 404, title: 'There is no such step' },
  'event.unknown': { status: 404, title: 'There is no such event' },
  'delivery.unknown': { status: 404, title: 'There is no such delivery' },
  'webhook_endpoint.unknown': { status: 404, title: 'There is no such webhook endpoint' },
  'webhook_secret.unknown': { status: 404, title: 'There is no such secret to delete' },
  'contact.unknown': { status: 404, title: 'There is no such contact' },
  'contact.in_use': { status: 409, title: 'The contact is asked about accounts' },
  'contacts.not_set': { status: 404, title: 'Nobody is named' },
  'idempotency.other_request': { status: 422, title: 'The idempotency key belongs to another request' },
  'idempotency.under_way': { status: 409, title: 'The first request with this key is under way' },
  'idempotency.outcome_unknown': { status: 409, title: 'The outcome of the first request is unknown' },
  'temporal.unavailable': { status: 503, title: 'The Temporal server does not answer' },
  'provider.unavailable': { status: 502, title: 'The provider does not answer' },
  'provider.rate_limited': { status: 429, title: 'The provider limits requests for the moment' },
  'provider.answer_unreadable': { status: 502, title: 'The provider gave an answer that cannot be read' },
  'grant.not_fresh_yet': { status: 503, title: 'There is no fresh token yet' },
  'grant.permission_missing': { status: 422, title: 'The account lacks a permission' },
  'vault.version_conflict': { status: 503, title: 'The account moved on meanwhile' },
  'vault.unreadable': { status: 500, title: 'A stored value does not open' },
  'app.misconfigured': { status: 503, title: 'This installation lacks a setting' },
  'store.unavailable': { status: 503, title: 'The database does not answer' },
  'tool.input_invalid': { status: 422, title: 'The input has mistakes' },
  'tool.refused': { status: 422, title: 'The provider refused the request' },
  'tool.origin_not_allowed': { status: 422, title: 'The address is not one of the provider' },
  'tool.outcome_unknown': { status: 502, title: 'The outcome is unknown' },
  'tool.count_mismatch': { status: 502, title: 'The counts do not agree' },
  'tool.unknown': { status: 404, title: 'There is no such tool' },
  'account.unknown': { status: 404, title: 'There is no such account' },
  'account.wrong_provider': { status: 422, title: 'The account is of another provider' },
  'plan.invalid': { status: 422, title: 'The plan has mistakes' },
  'run.cancelled': { status: 409, title: 'The run was cancelled' },
  'run.budget_spent': { status: 409, title: 'A limit of the run was reached' },
  'model.unavailable': { status: 502, title: 'The model does not answer' },
  'model.rate_limited': { status: 503, title: 'The model wants to be asked more slowly' },
  'model.key_refused': { status: 502, title: 'The model refuses its key' },
  'model.not_configured': { status: 503, title: 'There is no such model' },
  'model.refused': { status: 502, title: 'The model refused the request' },
  'model.context_full': { status: 422, title: 'The conversation is larger than the model reads' },
  bug: { status: 500, title: 'Firstlight made a mistake' },
} as const satisfies Record<ProblemCode, Kind>;

export const statusOfCode = (code: ProblemCode): number => kinds[code].status;

/** One mistake: where it stands (a JSON Pointer, RFC 6901, into the part named) and what is wrong with it. */
export interface Mistake {
  readonly in: 'body' | 'query' | 'path' | 'header';
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly errors?: readonly Mistake[];
  /** Where a person renews the account that is in the way. */
  readonly reauthUrl?: string;
}

export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly Mistake[] | undefined;
  readonly reauthUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: {
      readonly errors?: readonly Mistake[];
      readonly reauthUrl?: string | undefined;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
    this.code = code;
    this.errors = more.errors;
    this.reauthUrl = more.reauthUrl;
    this.headers = more.headers ?? {};
  }
}

/** Whatever was thrown, as what the caller is told. Of a bug it is told only that there was one. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof Failure) return fromFailure(error);
  if (error instanceof HTTPException) return fromHttpException(error);
  if (isTextUnstorable(error)) {
    return new ApiProblem(
      'request.malformed',
      'A text in the request holds the character U+0000 or half of a surrogate pair, which nothing here can keep. Take it out and send the request again.',
    );
  }
  if (isDatabaseAway(error)) {
    return new ApiProblem(
      'store.unavailable',
      'The database does not answer. Nothing was changed; try again.',
    );
  }
  return new ApiProblem(
    'bug',
    'Something went wrong in Firstlight itself; the log of the api process says where.',
  );
}

function fromFailure(failure: Failure): ApiProblem {
  const tellsCaller: readonly Disposition[] = ['retry', 'tell_caller', 'ask_admin', 'ask_operator'];
  if (!tellsCaller.includes(failures[failure.code])) return toProblem(null);
  const headers =
    failure.retryAfterMs === null
      ? undefined
      : { 'retry-after': String(Math.max(1, Math.ceil(failure.retryAfterMs / 1000))) };
  return new ApiProblem(failure.code, failure.message, { headers });
}

function fromHttpException(error: HTTPException): ApiProblem {
  if (error.status === 415) {
    return new ApiProblem(
      'request.unsupported_media_type',
      'Send the body as JSON, with the header Content-Type: application/json.',
    );
  }
  if (error.status < 500) {
    return new ApiProblem(
      'request.malformed',
      'The body is not well-formed JSON. Check quotes, commas and encoding.',
    );
  }
  return toProblem(null);
}

export function documentOf(problem: ApiProblem): ProblemDocument {
  const { status, title } = kinds[problem.code];
  return {
    type: `urn:firstlight:problem:${problem.code}`,
    title,
    status,
    detail: problem.message,
    code: problem.code,
    ...(problem.errors && { errors: problem.errors }),
    ...(problem.reauthUrl !== undefined && { reauthUrl: problem.reauthUrl }),
  };
}

export function answerProblem(problem: ApiProblem): Response {
  const document = documentOf(problem);
  return new Response(JSON.stringify(document), {
    status: document.status,
    headers: { ...problem.headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}
