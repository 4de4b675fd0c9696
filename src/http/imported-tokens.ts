// A grant as a web app hands it over that ran OAuth itself: the fields of the body, and what is read from them.

import { z } from '@hono/zod-openapi';
import type { ImportMistake } from '../connect/import-account.ts';
import { Secret } from '../domain/secret.ts';
import type { ApiProblem } from './problem.ts';
import { invalid } from './validation.ts';

/** Any other character cannot be sent (RFC 6749 appendix A.12 and A.17: VSCHAR). */
const token = z
  .string()
  .min(1)
  .max(16_384)
  .regex(/^[\x20-\x7e]+$/, 'must be of printable ASCII characters (RFC 6749, appendix A)');
export const importedText = z.string().max(500).trim().min(1);
const text = importedText;

/** Everything before 1973 as milliseconds: the number was meant as seconds. */
const earliestMs = 100_000_000_000;

const expiry = z.union([
  z.iso.datetime({ offset: true, error: 'must be an ISO 8601 time with a zone, e.g. 2026-11-24T04:00:00Z' }),
  z.number().int().min(earliestMs, 'must be in milliseconds since 1970; this looks like seconds'),
]);

export const importedTokens = {
  accessToken: token,
  refreshToken: token.optional(),
  expiresAt: expiry.optional().openapi({
    type: ['string', 'integer'],
    description:
      'ISO 8601, or milliseconds since 1970. Asked of the provider, or assumed, where it is missing.',
  }),
  grantEndsAt: expiry.optional().openapi({
    type: ['string', 'integer'],
    description:
      'When the refresh token itself ends, where the provider said so (Google: `refresh_token_expires_in`).',
  }),
  scopes: z.array(text).max(200).optional(),
  externalSubject: text.optional().openapi({ description: 'Whose account it is, as the provider names it.' }),
  externalOrganization: text.optional(),
  apiBaseUrl: z.url({ protocol: /^https?$/, error: 'must be a URL' }).optional(),
};

export function readImportedTokens(body: z.output<z.ZodObject<typeof importedTokens>>) {
  return {
    accessToken: new Secret(body.accessToken),
    refreshToken: body.refreshToken === undefined ? null : new Secret(body.refreshToken),
    expiresAt: momentOf(body.expiresAt),
    grantEndsAt: momentOf(body.grantEndsAt),
    scopes: body.scopes ?? null,
    externalSubject: body.externalSubject ?? null,
    externalOrganization: body.externalOrganization ?? null,
    apiBaseUrl: body.apiBaseUrl ?? null,
  };
}

const momentOf = (given: z.output<typeof expiry> | undefined): number | null =>
  typeof given === 'string' ? Date.parse(given) : (given ?? null);

export const invalidImport = (mistakes: readonly ImportMistake[]): ApiProblem =>
  invalid(mistakes.map(({ field, message }) => ({ in: 'body', pointer: `/${field}`, detail: message })));
