// Salesforce in the sandbox: a login host and several instances, each an address of its own. An org lives on one instance;
// the others do not know its sessions.

import { type ApiDialect, dataRoute } from '../data-call.ts';
import { retryAfterHeader } from '../http/answer.ts';
import type { RouteTable } from '../http/route.ts';
import { authorizeEndpoint } from '../oauth/authorize.ts';
import { tokenEndpoint } from '../oauth/token-endpoint.ts';
import type { MakeProvider } from '../provider.ts';
import { originOf } from '../state.ts';
import { apiErrors, unauthorized, wrongInstance } from './errors.ts';
import { identityRoutes } from './identity.ts';
import { identityUrl, instanceName, makeSalesforceDialect } from './oauth.ts';
import { queryRoutes } from './query.ts';
import { dailyApiRequests, recordRoutes, versionsRoute } from './records.ts';

export const makeSalesforce: MakeProvider = (state, { salesforceInstances }) => {
  const dialect = makeSalesforceDialect(state);
  const usage = new Map<string, number>();
  const queries = queryRoutes(state);
  const records = recordRoutes(
    (call) => usage.get(call.tenant.id) ?? 0,
    (call) => identityUrl(state, call.grant),
  );

  // Login and My Domain hosts serve the same OAuth paths.
  const oauthRoutes = [
    ...authorizeEndpoint(state, dialect, 'Salesforce', /^\/services\/oauth2\/authorize$/),
    tokenEndpoint(state, dialect, /^\/services\/oauth2\/token$/),
    ...identityRoutes(state),
  ];
  const notFound: RouteTable['notFound'] = () =>
    apiErrors(404, 'NOT_FOUND', 'The requested resource does not exist');

  const instanceTable = (instance: number): RouteTable => {
    const api: ApiDialect = {
      provider: 'salesforce',
      unauthorized,
      // The rolling org limit says 403; what stands in front of it says 429.
      rateLimited: (_, { by, retryAfter }) =>
        apiErrors(
          by === 'limit' ? 403 : 429,
          'REQUEST_LIMIT_EXCEEDED',
          'TotalRequests Limit exceeded.',
          retryAfterHeader(retryAfter),
        ),
      serverError: (status) =>
        status === 503
          ? apiErrors(503, 'SERVER_UNAVAILABLE', 'The server is temporarily unavailable.')
          : apiErrors(status, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'),
      missingScope: () => wrongInstance(),
      admit(_, call) {
        if (call.tenant.organization.instance !== instance) return wrongInstance();
        usage.set(call.tenant.id, (usage.get(call.tenant.id) ?? 0) + 1);
        return null;
      },
      headers: (call) => ({
        'sforce-limit-info': `api-usage=${usage.get(call.tenant.id) ?? 0}/${dailyApiRequests}`,
      }),
    };
    const scopes = ['api', 'full'];
    return {
      routes: [
        versionsRoute,
        ...oauthRoutes,
        ...[...queries, ...records].map((route) => dataRoute(state, api, { ...route, scopes })),
      ],
      notFound,
    };
  };

  return {
    id: 'salesforce',
    name: 'Salesforce',
    knobs: {
      accessLifetimeSeconds: 7200,
      rotation: 'rotating',
      slidingSessions: true,
      requirePkce: true,
      // Where the 30-day cap is enforced; five approvals a user and app.
      refreshIdleSeconds: 30 * 86_400,
      approvalsPerUser: 5,
    },
    dialect,
    listeners: [
      { name: 'salesforce-login', table: { routes: oauthRoutes, notFound } },
      ...Array.from({ length: salesforceInstances }, (_, instance) => ({
        name: instanceName(instance),
        table: instanceTable(instance),
      })),
    ],
    endpoints() {
      const login = originOf(state, 'salesforce-login');
      return {
        authorizeUrl: `${login}/services/oauth2/authorize`,
        tokenUrl: `${login}/services/oauth2/token`,
        revokeUrl: `${login}/services/oauth2/revoke`,
        introspectUrl: `${login}/services/oauth2/introspect`,
        userinfoUrl: `${login}/services/oauth2/userinfo`,
        apiOrigins: Array.from({ length: salesforceInstances }, (_, instance) =>
          originOf(state, instanceName(instance)),
        ),
      };
    },
  };
};
