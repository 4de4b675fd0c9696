// What is wrong with a declaration, in words: which field, and what it must be.

import { z } from 'zod';

export const text = z.string('must be a text').trim().min(1, 'must not be empty');

export function mistakesIn(error: z.core.$ZodError): string[] {
  return error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: no such field`;
    return `${issue.path.join('.') || 'it'}: ${issue.message}`;
  });
}

/** Of any copy of zod 4. */
export const isSchema = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'safeParse' in value && '_zod' in value;

/** An input as callers see it (before defaults are filled in): an object, or it cannot be asked for. */
export function shownSchema(
  input: z.ZodType,
): { readonly schema: Readonly<Record<string, unknown>> } | { readonly mistake: string } {
  let schema: Record<string, unknown>;
  try {
    schema = z.toJSONSchema(input, { io: 'input' });
  } catch (error) {
    return { mistake: `input: cannot be shown as JSON Schema (${(error as Error).message})` };
  }
  if (schema.type !== 'object') return { mistake: 'input: must be an object, e.g. z.strictObject({…})' };
  return { schema };
}
