// How Salesforce's REST API says no: an array of {message, errorCode}. Read 2026-11-24:
// https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.md; providers.md section 3.4. The org's request
// limits come as 403, which elsewhere means a missing permission.

import { z } from 'zod';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { type ProviderErrors, saysNothing } from './provider-answer.ts';

const errorBody = z.array(z.object({ message: z.string().optional(), errorCode: z.string().optional() }));

/** The org-wide limit is counted over the last 24 hours, so room comes back little by little. */
const totalLimitMs = 10 * MINUTE;
/** Concurrent requests end within seconds to minutes. */
const concurrentLimitMs = 10 * SECOND;

export const salesforceErrors: ProviderErrors = {
  provider: 'Salesforce',
  read(_status, body) {
    const parsed = errorBody.safeParse(body);
    const first = parsed.data?.[0];
    if (!first) return saysNothing;
    const { errorCode: code = null, message = null } = first;
    if (code !== 'REQUEST_LIMIT_EXCEEDED') return { code, message };
    const isConcurrent = message?.includes('ConcurrentRequests') ?? false;
    return {
      code,
      message,
      means: 'provider.rate_limited',
      retryAfterMs: isConcurrent ? concurrentLimitMs : totalLimitMs,
    };
  },
};
