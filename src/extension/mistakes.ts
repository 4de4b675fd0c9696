// What is wrong with a declaration, in words: which field, and what it must be.

import { z } from 'zod';

export const text = z.string('must be a text').trim().min(1, 'must not be empty');

export function mistakesIn(error: z.core.$ZodError): string[] {
  return error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: no such field`;
    return `${issue.path.join('.') || 'it'}: ${issue.message}`;
  });
}
