// How Google's APIs say no: google.rpc.Status, with an ErrorInfo among its details; older APIs list `errors[].reason`.
// Read 2026-11-24: https://developers.google.com/workspace/sheets/api/limits; providers.md section 4.4. Sheets promises no
// Retry-After and asks for truncated exponential backoff, which is what a retry without a stated length gets.

import { z } from 'zod';
import type { FailureCode } from '../../src/domain/failures.ts';
import { type ProviderErrors, saysNothing } from './provider-answer.ts';

const errorBody = z.object({
  error: z.object({
    message: z.string().optional(),
    status: z.string().optional(),
    details: z.array(z.object({ reason: z.string().optional() })).optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});

/** Reasons that mean something else than their status. */
const meanings: Readonly<Record<string, FailureCode>> = {
  rateLimitExceeded: 'provider.rate_limited',
  userRateLimitExceeded: 'provider.rate_limited',
  RATE_LIMIT_EXCEEDED: 'provider.rate_limited',
  // The API is switched off in our own project, for everybody.
  SERVICE_DISABLED: 'app.misconfigured',
};

export const googleErrors: ProviderErrors = {
  provider: 'Google',
  read(_status, body) {
    const parsed = errorBody.safeParse(body);
    if (!parsed.success) return saysNothing;
    const { message = null, status, details = [], errors = [] } = parsed.data.error;
    const reason = [...details, ...errors].find((detail) => detail.reason !== undefined)?.reason;
    const means = reason === undefined ? undefined : meanings[reason];
    return { code: reason ?? status ?? null, message, ...(means && { means }) };
  },
};
