// HubSpot in the sandbox: app.hubspot.com and api.hubapi.com behind one address.

import { type DataRoute, dataRoute } from '../data-call.ts';
import { answerJson } from '../http/answer.ts';
import { authorizeEndpoint } from '../oauth/authorize.ts';
import { tokenEndpoint } from '../oauth/token-endpoint.ts';
import type { MakeProvider } from '../provider.ts';
import { originOf } from '../state.ts';
import { dealRoutes } from './deals.ts';
import { apiError, hubspotApi } from './errors.ts';
import { introspectionRoutes } from './introspection.ts';
import { journalPath, makeJournal } from './journal.ts';
import { makeHubspotDialect } from './oauth.ts';

export const makeHubspot: MakeProvider = (state) => {
  const dialect = makeHubspotDialect(state);
  const journal = makeJournal(state, dialect);
  const accountDetails: DataRoute = {
    method: 'GET',
    pattern: /^\/account-info\/(?:v3|2026-03)\/details$/,
    effect: 'read',
    handle: ({ tenant }) =>
      answerJson(200, {
        portalId: tenant.portal.hubId,
        accountType: 'STANDARD',
        timeZone: 'Europe/Berlin',
        companyCurrency: 'EUR',
        additionalCurrencies: [],
        utcOffset: '+01:00',
        utcOffsetMilliseconds: 3_600_000,
        uiDomain: 'app.hubspot.com',
        dataHostingLocation: 'na1',
      }),
  };
  return {
    id: 'hubspot',
    name: 'HubSpot',
    // 30 minutes since November; it had been six hours.
    knobs: { accessLifetimeSeconds: 1800, rotation: 'reusable' },
    dialect,
    notices: journal.notices,
    listeners: [
      {
        name: 'hubspot',
        table: {
          routes: [
            // The account id may stand between the two parts of the path.
            ...authorizeEndpoint(state, dialect, 'HubSpot', /^\/oauth\/(?:\d+\/)?authorize$/),
            journal.ahead(tokenEndpoint(state, dialect, /^\/oauth\/(?:v1|v3|2026-03|2026-09)\/token$/)),
            ...journal.routes,
            ...introspectionRoutes(state, dialect),
            ...[accountDetails, ...dealRoutes(state)].map((route) => dataRoute(state, hubspotApi, route)),
          ],
          notFound: ({ path }) => apiError(404, 'OBJECT_NOT_FOUND', `No resource at ${path}`),
        },
      },
    ],
    endpoints() {
      const origin = originOf(state, 'hubspot');
      return {
        authorizeUrl: `${origin}/oauth/authorize`,
        tokenUrl: `${origin}/oauth/2026-03/token`,
        revokeUrl: `${origin}/oauth/2026-03/token/revoke`,
        introspectUrl: `${origin}/oauth/2026-03/token/introspect`,
        apiOrigins: [origin],
        journalUrl: `${origin}${journalPath}`,
      };
    },
  };
};
