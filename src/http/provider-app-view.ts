// A client registration as the operator sees it.

import { z } from '@hono/zod-openapi';
import { diagnosisSchema } from './account-view.ts';

export const appSchema = z
  .object({
    id: z.string(),
    provider: z.string(),
    state: z.enum(['sound', 'failing']),
    diagnosis: diagnosisSchema.optional(),
    failingSince: z.iso.datetime().optional(),
    accounts: z.object({
      active: z.number().int(),
      held: z.number().int(),
      reauth_required: z.number().int(),
    }),
  })
  .openapi('ProviderApp');
