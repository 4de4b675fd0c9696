// The problem documents an operation may end in, as the API's description shows them: by status, each with an example of
// every code that is the operation's own.

import { z } from '@hono/zod-openapi';
import { exampleProblem } from './examples/problems.ts';
import { type ProblemCode, statusOfCode } from './problem.ts';

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().openapi({ description: 'Stable; what a program switches on.' }),
    errors: z
      .array(
        z.object({
          in: z.enum(['body', 'query', 'path', 'header']),
          pointer: z.string().openapi({ description: 'JSON Pointer (RFC 6901).' }),
          detail: z.string(),
        }),
      )
      .optional(),
    reauthUrl: z
      .url()
      .optional()
      .openapi({ description: 'Where a person renews the account that is in the way.' }),
  })
  .openapi('Problem', { description: 'RFC 9457.' });

const reasons: Readonly<Record<number, string>> = {
  400: 'The body is not well-formed JSON, or a text holds what cannot be kept.',
  401: 'No API key came, or one that is not known.',
  403: 'The API key is of the wrong kind.',
  404: 'There is no such thing in this tenant.',
  409: 'It conflicts with what is there.',
  413: 'The body is larger than 1 MB.',
  415: 'The body is not sent as JSON.',
  422: 'The request has mistakes; `errors` lists all of them.',
  429: 'The provider’s request limit is used up for now; `Retry-After` says for how long. Nothing was sent, or what was sent was not carried out.',
  500: 'Firstlight made a mistake.',
  502: 'The provider does not answer.',
  503: 'Something this needs does not answer for the moment.',
};

/** What any operation with this answer may mean by it, before what is its own. */
const usualCodes: Readonly<Record<number, ProblemCode>> = {
  400: 'request.malformed',
  401: 'key.missing',
  403: 'key.wrong_kind',
  413: 'request.too_large',
  415: 'request.unsupported_media_type',
  422: 'request.invalid',
  500: 'bug',
  503: 'store.unavailable',
};

interface ProblemAnswer {
  readonly description: string;
  readonly content: Readonly<
    Record<
      'application/problem+json',
      {
        readonly schema: typeof problemSchema;
        readonly examples: Readonly<Record<string, { value: unknown }>>;
      }
    >
  >;
}

/** By status, or by code where the operation says something of its own: `problems(401, 'account.unknown')`. */
export function problems(...ends: readonly (number | ProblemCode)[]): Record<number, ProblemAnswer> {
  const codes = new Map<number, Set<ProblemCode>>();
  for (const end of ends) {
    const status = typeof end === 'number' ? end : statusOfCode(end);
    const known = codes.get(status) ?? new Set(usualCodes[status] ? [usualCodes[status]] : []);
    if (typeof end === 'string') known.add(end);
    codes.set(status, known);
  }
  return Object.fromEntries([...codes].map(([status, known]) => [status, problemAnswer(status, [...known])]));
}

const problemAnswer = (status: number, codes: readonly ProblemCode[]): ProblemAnswer => ({
  description: reasons[status] ?? 'The request cannot be served.',
  content: {
    'application/problem+json': {
      schema: problemSchema,
      examples: Object.fromEntries(codes.map((code) => [code, { value: exampleProblem(code) }])),
    },
  },
});

/** What an answer may be besides: `more` of the same status adds its examples, of another it is added whole. */
export function withProblems<Responses extends object>(
  responses: Responses,
  ...ends: readonly (number | ProblemCode)[]
): Responses {
  const merged = { ...responses } as Record<string, { content?: Readonly<Record<string, unknown>> }>;
  for (const [status, answer] of Object.entries(problems(...ends))) {
    const own = merged[status];
    const type = 'application/problem+json';
    const ownProblem = own?.content?.[type] as ProblemAnswer['content'][typeof type] | undefined;
    const examples = { ...ownProblem?.examples, ...answer.content[type].examples };
    merged[status] = {
      ...answer,
      ...own,
      content: { ...own?.content, [type]: { schema: problemSchema, examples } },
    };
  }
  return merged as Responses;
}
