// A provider as an extension declares it: the fields of a provider file less our client there, and what only code can say.
// Completed here to what the built-in ones are.

import { z } from 'zod';
import { actors, causes, confidences } from '../domain/diagnosis.ts';
import type { ProviderDefinition } from '../providers/define-provider.ts';
import { describedProvider } from '../providers/provider-file-schema.ts';
import { mistakesIn, text } from './mistakes.ts';

/** All of a built-in provider's properties; those with a usual answer may be left out. */
export type OwnProvider = Omit<
  ProviderDefinition,
  | 'lifetime'
  | 'accessTokenLifetimeSeconds'
  | 'grantIdleLimitDays'
  | 'refusals'
  | 'notices'
  | 'journal'
  | 'journalUrl'
  | 'noticeKeysUrl'
> &
  Partial<
    Pick<ProviderDefinition, 'lifetime' | 'accessTokenLifetimeSeconds' | 'grantIdleLimitDays' | 'refusals'>
  >;

const work = z.custom((value) => typeof value === 'function', 'must be a function').optional();
const count = z.int('must be a whole number').positive('must be above zero');

const refusal = z.strictObject({
  error: text,
  description: z.instanceof(RegExp, { error: 'must be a regular expression' }).optional(),
  diagnosis: z.strictObject({
    cause: z.enum(causes),
    actor: z.enum(actors),
    confidence: z.enum(confidences),
    summary: text,
  }),
  passesInSeconds: z.number().positive().optional(),
});

const declaration = describedProvider.extend({
  scopeAliases: z.record(z.string(), z.string()).optional(),
  scopeSeparator: z.string().min(1).optional(),
  revocationReach: z.enum(['subject', 'organization']).optional(),
  lifetime: z.enum(['expires_in', 'introspection']).optional(),
  lifeWithoutRefreshTokenSeconds: count.optional(),
  grantIdleLimitDays: count.nullable().optional(),
  testGrantDays: count.optional(),
  liveGrantLimit: count.optional(),
  apiProbesPerSecond: count.optional(),
  uncertainErrors: z.array(text).optional(),
  probePath: z.string().startsWith('/', 'must be a path').optional(),
  refusals: z.array(refusal).optional(),
  toStandardAnswer: work,
  readTokenAnswer: work,
  readRefusal: work,
  isTokenRefused: work,
  readReachedLimit: work,
});

/** Where nobody says: the lifetime most authorization servers come with. */
const usualLifetimeSeconds = 3600;

export type CheckedProvider =
  | { readonly provider: ProviderDefinition }
  | { readonly mistakes: readonly string[] };

export function checkProvider(given: unknown, taken: readonly string[]): CheckedProvider {
  const parsed = declaration.safeParse(given);
  if (!parsed.success) return { mistakes: mistakesIn(parsed.error) };
  const own = parsed.data as OwnProvider;
  if (taken.includes(own.id)) return { mistakes: [`id: there is a provider "${own.id}" already`] };
  return {
    provider: {
      ...own,
      lifetime: own.lifetime ?? (own.introspectUrl ? 'introspection' : 'expires_in'),
      accessTokenLifetimeSeconds: own.accessTokenLifetimeSeconds ?? usualLifetimeSeconds,
      grantIdleLimitDays: own.grantIdleLimitDays ?? null,
      refusals: own.refusals ?? [],
    },
  };
}
