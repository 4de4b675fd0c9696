// Is a model's last word what was ordered? With a JSON Schema: zod reads the schema (z.fromJSONSchema) and checks, so that no
// further validator is needed and no code is made from what a tenant wrote.

import { z } from 'zod';
import type { Json } from '../../src/domain/tool.ts';
import type { ModelAnswer } from '../../src/models/ask-model.ts';
import { answerEnvelope, finalAnswerName } from './offered-tools.ts';

export type CheckedAnswer =
  | { readonly kind: 'right'; readonly answer: Json }
  | { readonly kind: 'mistaken'; readonly mistake: string };

const mostProblems = 10;

export function checkAnswer(given: ModelAnswer, answerSchema: Json | null): CheckedAnswer {
  if (given.finish === 'length')
    return mistaken('it was cut off at the limit of one answer; give a shorter one');
  if (answerSchema === null) {
    return given.text.trim() === ''
      ? mistaken('it is empty; say in words what was done and what is missing')
      : { kind: 'right', answer: given.text };
  }
  const found = readJson(given, answerSchema);
  if (found === undefined)
    return mistaken(`it is not JSON; call ${finalAnswerName} with what its schema asks for`);
  const checked = z.fromJSONSchema(answerSchema as never).safeParse(found);
  if (checked.success) return { kind: 'right', answer: found };
  const problems = checked.error.issues.slice(0, mostProblems);
  return mistaken(
    problems.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`).join('; '),
  );
}

const mistaken = (mistake: string): CheckedAnswer => ({ kind: 'mistaken', mistake });

/** By its tool, or as text that is JSON, within a code fence or without. */
function readJson({ calls, text }: ModelAnswer, answerSchema: Json): Json | undefined {
  const call = calls.find(({ name }) => name === finalAnswerName);
  if (call) {
    const { isWrapped } = answerEnvelope(answerSchema);
    return (isWrapped ? call.input?.answer : call.input) as Json | undefined;
  }
  const bare = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(bare) as Json;
  } catch {
    return undefined;
  }
}

/** A schema that cannot be checked is refused when it is ordered. */
export function findSchemaMistake(answerSchema: unknown): string | null {
  try {
    z.fromJSONSchema(answerSchema as never);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
