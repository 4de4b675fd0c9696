// How HubSpot's APIs say no. Read 2026-11-24: https://developers.hubspot.com/docs/api-reference/error-handling and the rate
// limit policies in use (hubspot-api-nodejs issue 416); providers.md section 2.4. Whether 429 carries Retry-After is not
// promised, so the policy's name says how long it lasts.

import { z } from 'zod';
import { HOUR, SECOND } from '../../src/domain/time.ts';
import { type ProviderErrors, saysNothing } from './provider-answer.ts';

const errorBody = z.object({
  message: z.string().optional(),
  category: z.string().optional(),
  errorType: z.string().optional(),
  policyName: z.string().optional(),
});

const policyLastsMs: Readonly<Record<string, number>> = {
  SECONDLY: SECOND,
  TEN_SECONDLY_ROLLING: 10 * SECOND,
  // Ends at midnight in the portal's time zone, which nobody tells us: look in now and then.
  DAILY: HOUR / 2,
};

export const hubspotErrors: ProviderErrors = {
  provider: 'HubSpot',
  read(status, body) {
    const parsed = errorBody.safeParse(body);
    if (!parsed.success) return saysNothing;
    const { message = null, category, errorType, policyName } = parsed.data;
    const code = policyName ?? category ?? errorType ?? null;
    if (status !== 429) return { code, message };
    return {
      code,
      message,
      retryAfterMs: policyLastsMs[policyName ?? ''] ?? policyLastsMs.TEN_SECONDLY_ROLLING!,
    };
  },
};
