// What a caller is told of each thing that can go wrong. No server.
import { HTTPException } from 'hono/http-exception';
import { describe, expect, it } from 'vitest';
import { AccountBlocked, Failure, type FailureCode, failures } from '../../src/domain/failures.ts';
import { ApiProblem, answerProblem, documentOf, toProblem } from '../../src/http/problem.ts';

const documentFor = (error: unknown) => documentOf(toProblem(error));

describe('problem documents', () => {
  it.each(Object.keys(failures) as FailureCode[])('gives the failure %s a status of its own kind', (code) => {
    const document = documentFor(new Failure(code, 'A sentence.'));

    const { status } = document;
    switch (failures[code]) {
      case 'tell_caller':
        expect(status >= 400 && (status < 500 || status === 502)).toBe(true);
        break;
      case 'ask_admin':
        expect(status).toBe(422);
        break;
      default:
        // The provider's limit is the caller's to wait for, like any other.
        expect(status === 429 ? code : 'unavailable').toBe(
          status === 429 ? 'provider.rate_limited' : 'unavailable',
        );
        expect(status === 429 || status >= 500).toBe(true);
    }
    expect(document).toMatchObject({ code, type: `urn:firstlight:problem:${code}` });
    expect(document.title).not.toBe('');
  });

  it('shows the words of a failure that is written for people', () => {
    const document = documentFor(new Failure('account.unknown', 'there is no account acct_1'));

    expect(document).toMatchObject({ status: 404, detail: 'there is no account acct_1' });
  });

  it.each([
    ['a failure that is our own mistake', new Failure('bug', 'choked on sbxat-secret')],
    ['a stray error', new TypeError('cannot read sbxat-secret')],
    ['something that is no error', 'sbxat-secret'],
    ['a blocked account that slipped through', new AccountBlocked('held', 3)],
  ])('says nothing of %s but that there was one', (_name, error) => {
    const document = documentFor(error);

    expect(document).toMatchObject({ status: 500, code: 'bug' });
    expect(JSON.stringify(document)).not.toContain('sbxat');
  });

  it('tells a database that is away from a bug', () => {
    const away = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });

    expect(documentFor(away)).toMatchObject({ status: 503, code: 'store.unavailable' });
    expect(documentFor(away).detail).not.toContain('5432');
  });

  it('passes on when a retry makes sense, in whole seconds', async () => {
    const problem = toProblem(new Failure('provider.rate_limited', 'Slow down.', { retryAfterMs: 1_200 }));

    const response = answerProblem(problem);

    expect(response.headers.get('retry-after')).toBe('2');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: response.status, code: 'provider.rate_limited' });
  });

  it('reads the framework’s own refusals', () => {
    expect(documentFor(new HTTPException(415))).toMatchObject({ code: 'request.unsupported_media_type' });
    expect(documentFor(new HTTPException(400))).toMatchObject({ code: 'request.malformed', status: 400 });
    expect(documentFor(new HTTPException(500))).toMatchObject({ code: 'bug' });
  });

  it('lists mistakes only where there are some', () => {
    const errors = [{ in: 'body', pointer: '/name', detail: 'is missing' }] as const;

    expect(documentOf(new ApiProblem('request.invalid', 'One mistake.', { errors })).errors).toEqual(errors);
    expect(documentOf(new ApiProblem('run.unknown', 'No run.'))).not.toHaveProperty('errors');
  });
});
