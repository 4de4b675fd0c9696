// Connected accounts in the examples: one that works, one whose person must act, and what is answered about them.

import type { z } from '@hono/zod-openapi';
import type { AccountView } from '../account-view.ts';
import type { revocationSchema } from '../revocation-view.ts';
import * as cast from './cast.ts';

export const activeAccount: AccountView = {
  id: cast.hubspotAccount,
  provider: 'hubspot',
  label: 'Deals of Acme',
  state: 'active',
  tokenVersion: 12,
  expiresAt: '2026-11-25T02:26:47.705Z',
  grantEndsAt: null,
  nextRefresh: {
    at: '2026-11-25T02:16:58.347Z',
    reason:
      'slot 0.618 of a period of 20 min (2/3 of 30 min); if no run uses it by then, 2026-11-26 00:00:00Z',
  },
  externalSubject: '9000001',
  externalOrganization: '40000000',
  scopes: ['oauth', 'crm.objects.deals.read', 'crm.objects.deals.write'],
  exchanges: { settled: 11, refused: 0, unknown: 0 },
  createdAt: '2026-11-24T14:56:47.745Z',
  forecast: { until: '2026-11-26T03:00:00.000Z', verdict: 'good', reasons: [] },
};

const summary =
  'HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.';

export const deadAccount: AccountView = {
  ...activeAccount,
  state: 'reauth_required',
  nextRefresh: null,
  diagnosis: {
    cause: 'user_revoked',
    actor: 'person',
    confidence: 'likely',
    summary,
    facts: { error: 'BAD_REFRESH_TOKEN', status: 400, consentAgeDays: 1, idleDays: 0, lostAnswers: 0 },
  },
  exchanges: { settled: 11, refused: 1, unknown: 0 },
  reauthUrl: cast.reauthUrl,
  forecast: {
    until: '2026-11-26T03:00:00.000Z',
    verdict: 'will_not_survive',
    reasons: [
      {
        code: 'reauth_required',
        verdict: 'will_not_survive',
        actor: 'person',
        actBy: '2026-11-25T05:00:00.000Z',
        summary,
        facts: { cause: 'user_revoked' },
      },
    ],
  },
};

const { forecast: _, ...withoutForecast } = activeAccount;
export const disconnectedAccount: AccountView = {
  ...withoutForecast,
  state: 'disconnected',
  nextRefresh: null,
};

export const revoked: z.output<typeof revocationSchema> = {
  kind: 'revoked',
  detail: 'Erased here, and revoked at hubspot.',
};
export const sharedGrant: z.output<typeof revocationSchema> = {
  kind: 'shared',
  siblings: 1,
  detail:
    'Erased here, but not revoked at hubspot. One other account stands, or may stand, on the same consent and would end with it. Whoever gave the access can take it back in the settings of hubspot.',
};
export const revocationUnderWay: z.output<typeof revocationSchema> = {
  kind: 'under_way',
  detail:
    'Recorded. It is done when the exchange under way is over, or a worker runs; the event agent.auth.disconnected tells, and the same request again does too.',
};

export const missingScope = {
  scope: 'crm.objects.deals.write',
  breaks: [
    {
      tool: 'hubspot.upsert_deals',
      does: 'Creates or updates deals, found by a unique property that holds the row key.',
    },
  ],
};

/** The texts of real tokens stand in their place. */
export const importedGrant = {
  accessToken: '...',
  refreshToken: '...',
  expiresAt: '2027-11-25T02:26:47Z',
  scopes: ['oauth', 'crm.objects.deals.read', 'crm.objects.deals.write'],
};
