// What fails a route's schema becomes one problem document that lists every mistake, each with the place it stands at.

import type { z } from 'zod';
import { ApiProblem, type Mistake } from './problem.ts';

const partOf = { json: 'body', query: 'query', param: 'path', header: 'header' } as const;

/** The hook every validated route runs through (@hono/zod-openapi's default hook). */
export function refuseInvalid(result: {
  readonly success: boolean;
  readonly target: string;
  readonly error?: z.core.$ZodError;
}): void {
  if (result.success || !result.error) return;
  const part = partOf[result.target as keyof typeof partOf] ?? 'body';
  throw invalid(result.error.issues.flatMap((issue) => mistakesOf(issue, part)));
}

export function invalid(errors: readonly Mistake[]): ApiProblem {
  const count = errors.length === 1 ? 'one mistake' : `${errors.length} mistakes`;
  return new ApiProblem('request.invalid', `The request has ${count}; see \`errors\`. Nothing was changed.`, {
    errors,
  });
}

/** Fields nobody knows are named one by one; a union's mistakes are those of the branch that comes closest. */
function mistakesOf(
  issue: z.core.$ZodIssue,
  part: Mistake['in'],
  above: readonly PropertyKey[] = [],
): Mistake[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      in: part,
      pointer: pointerOf([...path, key]),
      detail: 'there is no such field',
    }));
  }
  if (issue.code === 'invalid_union') {
    const [closest] = [...issue.errors].sort((one, other) => one.length - other.length);
    if (closest && closest.length > 0) return closest.flatMap((inner) => mistakesOf(inner, part, path));
  }
  return [{ in: part, pointer: pointerOf(path), detail: detailOf(issue) }];
}

/** In our words where zod's name its own types; a route's schema may bring its own, and those stand. */
function detailOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    const isMissing = issue.message.endsWith('received undefined');
    return isMissing ? `is missing (${issue.expected})` : `must be of type ${issue.expected}`;
  }
  if (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1)
    return 'must not be empty';
  return issue.message;
}

/** RFC 6901. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
