// How a schema's complaints become mistakes with places. No server.
import { z } from '@hono/zod-openapi';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../src/http/problem.ts';
import { runBody } from '../../src/http/run-order.ts';
import { pointerOf, refuseInvalid } from '../../src/http/validation.ts';

function mistakesOf(schema: z.ZodType, value: unknown) {
  const parsed = schema.safeParse(value);
  try {
    refuseInvalid({ success: parsed.success, target: 'json', error: parsed.error });
    return [];
  } catch (problem) {
    expect(problem).toBeInstanceOf(ApiProblem);
    return (problem as ApiProblem).errors!;
  }
}

describe('validation', () => {
  it('lets what is right pass', () => {
    expect(mistakesOf(z.object({ name: z.string() }), { name: 'a' })).toEqual([]);
  });

  it('writes places as JSON Pointers', () => {
    expect(pointerOf(['steps', 0, 'a/b', 'c~d'])).toBe('/steps/0/a~1b/c~0d');
    expect(pointerOf([])).toBe('');
  });

  it('names every field nobody knows', () => {
    const mistakes = mistakesOf(z.strictObject({ name: z.string() }), { name: 'a', nam: 1, naem: 2 });

    expect(mistakes.map((mistake) => mistake.pointer)).toEqual(['/nam', '/naem']);
  });

  it('says of a value that may be one of several things what is wrong with the likeliest', () => {
    const schema = z.object({ at: z.union([z.iso.datetime({ error: 'must be a time' }), z.number()]) });

    expect(mistakesOf(schema, { at: 'tomorrow' })).toEqual([
      { in: 'body', pointer: '/at', detail: 'must be a time' },
    ]);
  });

  it('finds every mistake of a run at once', () => {
    const mistakes = mistakesOf(runBody, {
      kind: 'dealReport',
      deadline: 'six in the morning',
      onDeadline: 'panic',
      input: { accounts: { hubspot: 'acct_1' }, spreadsheetId: '', dealsPerPage: 201, pages: 3 },
    });

    expect(mistakes.map((mistake) => mistake.pointer).sort()).toEqual([
      '/deadline',
      '/input/accounts/google',
      '/input/accounts/salesforce',
      '/input/dealsPerPage',
      '/input/pages',
      '/input/spreadsheetId',
      '/onDeadline',
    ]);
  });

  it('refuses a deadline that has passed', () => {
    const [mistake] = mistakesOf(runBody, {
      kind: 'steps',
      deadline: '2001-01-01T00:00:00Z',
      input: { steps: [{ id: 'a', account: 'acct_1', tool: 'http.request' }] },
    });

    expect(mistake).toMatchObject({ pointer: '/deadline', detail: 'must lie in the future' });
  });
});
