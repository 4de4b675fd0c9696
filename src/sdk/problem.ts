// What the API says when it does not do what was asked: a problem document (RFC 9457) as an error to catch.

import type { components } from './api-types.ts';

export type ProblemDocument = components['schemas']['Problem'];

export class FirstlightProblem extends Error {
  override readonly name = 'FirstlightProblem';
  /** What a program switches on; it does not change between versions. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** All mistakes of the request, each with its place. */
  readonly errors: NonNullable<ProblemDocument['errors']>;

  constructor(document: ProblemDocument) {
    super(document.detail);
    this.code = document.code;
    this.status = document.status;
    this.title = document.title;
    this.errors = document.errors ?? [];
  }
}

export const isProblemDocument = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('application/problem+json') === true;

/** Of an answer that is no success. What did not come from Firstlight (a proxy's page, say) is named as that. */
export async function problemOf(response: Response): Promise<FirstlightProblem> {
  if (isProblemDocument(response)) return new FirstlightProblem((await response.json()) as ProblemDocument);
  await response.body?.cancel();
  return new FirstlightProblem({
    type: 'urn:firstlight:problem:answer.foreign',
    code: 'answer.foreign',
    status: response.status,
    title: 'The answer is not Firstlight’s',
    detail: `${new URL(response.url).origin} answered ${response.status} without a problem document. Is the address Firstlight's, and what stands between?`,
  });
}
