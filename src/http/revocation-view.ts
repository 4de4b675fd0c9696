// What became of a grant at its provider, as the API says it to whoever disconnected the account.

import { z } from '@hono/zod-openapi';
import type { Revocation } from '../domain/revocation.ts';

export const revocationSchema = z.object({
  kind: z.enum(['revoked', 'shared', 'not_offered', 'refused', 'unanswered', 'under_way']),
  detail: z.string(),
  siblings: z
    .number()
    .int()
    .optional()
    .openapi({ description: 'With `shared`: how many other accounts a revocation may have ended.' }),
});

export function showRevocation(
  revocation: Revocation | { readonly kind: 'under_way' },
  provider: string,
): z.output<typeof revocationSchema> {
  const { kind } = revocation;
  const byHand = `Whoever gave the access can take it back in the settings of ${provider}.`;
  switch (kind) {
    case 'revoked':
      return { kind, detail: `Erased here, and revoked at ${provider}.` };
    case 'shared': {
      const { siblings } = revocation;
      const others = siblings === 1 ? 'One other account stands' : `${siblings} other accounts stand`;
      return {
        kind,
        siblings,
        detail: `Erased here, but not revoked at ${provider}. ${others}, or may stand, on the same consent and would end with it. ${byHand}`,
      };
    }
    case 'not_offered':
      return {
        kind,
        detail: `Erased here. It could not be revoked at ${provider}, which offers no way to. ${byHand}`,
      };
    case 'refused':
      return {
        kind,
        detail: `Erased here. ${provider} refused to revoke it: ${revocation.reason}. ${byHand}`,
      };
    case 'unanswered':
      return { kind, detail: `Erased here. ${provider} could not be asked to revoke it. ${byHand}` };
    case 'under_way':
      return {
        kind,
        detail:
          'Recorded. It is done when the exchange under way is over, or a worker runs; the event agent.auth.disconnected tells, and the same request again does too.',
      };
  }
}
