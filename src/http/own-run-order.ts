// Orders of run kinds that extensions bring: each is described in /openapi.json by the schema it has, and checked by it.

import { z } from '@hono/zod-openapi';
import type { RunKind } from '../extension/own-run.ts';

/** The input of such a kind. Its schema may be of another copy of zod, so it is asked, and shown as JSON Schema. */
export function ownInput({ inputSchema, findMistakes }: Pick<RunKind, 'inputSchema' | 'findMistakes'>) {
  const { $schema: _dialect, ...shown } = inputSchema;
  return z
    .record(z.string(), z.unknown())
    .superRefine((input, context) => {
      for (const { path, message } of findMistakes(input)) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    })
    .openapi(shown as never);
}

/** A body's alternatives by `kind`: those that are built in, and these. */
export function withOwnKinds<Alternatives extends readonly [z.ZodObject, ...z.ZodObject[]]>(
  builtIn: Alternatives,
  kinds: readonly RunKind[],
  shared: z.ZodRawShape,
): z.ZodDiscriminatedUnion<Alternatives> {
  const own = kinds.map((kind) =>
    z.strictObject({ kind: z.literal(kind.kind), input: ownInput(kind), ...shared }),
  );
  // Handlers know an own kind by looking it up, never by the type.
  return z.discriminatedUnion('kind', [...builtIn, ...own] as never) as never;
}
