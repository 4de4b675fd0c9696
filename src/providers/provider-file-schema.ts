// What a provider file may say (design section 5): the fields of `defineProvider` less the functions, and our client there.
// Text from the environment stands for numbers and yes or no as well, so each of those fields takes both.

import { z } from 'zod';

const isLoopback = (url: URL): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);

const isSafe = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
};

const text = z.string('must be text').min(1, 'must not be empty');

const endpoint = z
  .string('must be a URL')
  .refine(isSafe, 'must be https (http only on the loopback interface)');

/** `*` stands for a customer's labels, and something that is the provider's own must follow it. */
const origin = z
  .string('must be an origin')
  .regex(/^https?:\/\/[^/?#\s]+$/, 'must be an origin, without a path')
  .refine(
    (value) => !value.includes('*') || /^[^*]*\*\.[^.*]+\.[^*]+$/.test(value),
    'a * needs a domain of the provider behind it, as in https://*.example.com',
  )
  .refine(
    (value) => isSafe(value.replace('*', 'any')),
    'must be https (http only on the loopback interface)',
  );

const yesOrNo = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')], {
  error: 'must be true or false',
});

const count = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], {
    error: 'must be a whole number above zero',
  })
  .refine((value) => Number.isSafeInteger(value) && value > 0, 'must be a whole number above zero');

const oneOf = <const Choices extends readonly [string, ...string[]]>(choices: Choices) =>
  z.enum(choices, { error: `must be ${choices.map((choice) => `"${choice}"`).join(' or ')}` });

const length = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .transform(Number),
    ],
    { error: 'must be a number above zero' },
  )
  .refine((value) => Number.isFinite(value) && value > 0, 'must be a number above zero');

const requestLimit = z
  .strictObject({
    id: z.string('must be text').regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens'),
    requests: count,
    perSeconds: length,
    sharedBy: oneOf(['app', 'organization', 'tenant', 'account']),
    methods: z
      .array(z.string().regex(/^[A-Z]+$/, 'must be a method, in capitals'), 'must be a list of methods')
      .min(1, 'must hold one method at least, or be left out')
      .readonly()
      .optional(),
    paths: z
      .array(z.string().regex(/^\//, 'must begin with a slash'), 'must be a list of beginnings of paths')
      .min(1, 'must hold one path at least, or be left out')
      .readonly()
      .optional(),
    burst: count.optional(),
  })
  .refine(({ burst, requests }) => burst === undefined || burst <= requests, {
    error: 'must not be more than requests',
    path: ['burst'],
  })
  .readonly();

const requestLimits = z
  .array(requestLimit, 'must be a list of limits')
  .refine(
    (limits) => new Set(limits.map(({ id }) => id)).size === limits.length,
    'must not name two limits alike',
  )
  .readonly();

const required = {
  name: text,
  authorizeUrl: endpoint,
  tokenUrl: endpoint,
  apiOrigins: z.array(origin, 'must be a list of origins').min(1, 'must hold one origin at least').readonly(),
  scopes: z.array(text, 'must be a list of scopes').readonly(),
  clientId: text,
  clientSecret: text,
  clientAuth: oneOf(['basic', 'body']),
  pkce: yesOrNo,
  refreshTokens: oneOf(['reusable', 'previous-still-valid', 'single-use', 'none']),
};

const optional = {
  revokeUrl: endpoint.optional(),
  introspectUrl: endpoint.optional(),
  userinfoUrl: endpoint.optional(),
  accessTokenLifetimeSeconds: count.optional(),
  grantIdleLimitDays: count.optional(),
  grantLifetimeDays: count.optional(),
  exchangesPerSecond: count.optional(),
  probesPerSecond: count.optional(),
  requestLimits: requestLimits.optional(),
  authorizeParams: z.record(z.string(), z.string(), 'must be an object of texts').optional(),
  subjectClaim: text.optional(),
  organizationClaim: text.optional(),
  identityIs: oneOf(['subject', 'organization']).optional(),
  noticeSecret: text.optional(),
  noticeKeysUrl: endpoint.optional(),
  journalUrl: endpoint.optional(),
};

const id = z
  .string('must be there, and text')
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens, a letter first');

const whole = z.strictObject({ id, ...required, ...optional });

/** Less what is ours alone: the client, and what notices are checked with. */
export const describedProvider = whole.omit({
  clientId: true,
  clientSecret: true,
  noticeSecret: true,
  noticeKeysUrl: true,
  journalUrl: true,
});

export type WholeProviderFile = Readonly<z.output<typeof whole>>;

export const requiredFields = Object.keys(required) as ReadonlyArray<keyof typeof required>;

/** All but the id may be left out; whether that is enough depends on whether the id is known. */
export const providerFileSchema = z.strictObject({ id, ...whole.omit({ id: true }).partial().shape });
