// Google in the sandbox: accounts, oauth2, openidconnect and sheets behind one address.

import { z } from 'zod';
import { type DataRoute, dataRoute } from '../data-call.ts';
import { answerJson } from '../http/answer.ts';
import { authorizeEndpoint } from '../oauth/authorize.ts';
import { tokenEndpoint } from '../oauth/token-endpoint.ts';
import type { MakeProvider } from '../provider.ts';
import { originOf, type SandboxState } from '../state.ts';
import { addTab, batchUpdate, tabWishSchema } from './batch-update.ts';
import { apiError, googleApi } from './errors.ts';
import { applyFieldMask } from './field-mask.ts';
import { createIdTokenSigner } from './id-token.ts';
import { identityRoutes } from './identity.ts';
import { googleNotices } from './notices.ts';
import { makeGoogleDialect } from './oauth.ts';
import { answering, readBody, sheetRoute, WRITE_SCOPES } from './sheet-request.ts';
import { spreadsheetAnswer } from './spreadsheet-answer.ts';
import { appendRange, clearRange, parse, readRange, readRanges, writeRange, writeRanges } from './values.ts';

const one = '^/v4/spreadsheets/(?<spreadsheet>[^/:]+)';
const range = '(?<range>[^/]+?)';

const createSchema = z.object({
  properties: z
    .object({ title: z.string().default('Untitled spreadsheet') })
    .default({ title: 'Untitled spreadsheet' }),
  sheets: z.array(z.object({ properties: tabWishSchema.default({}) })).default([]),
});

function sheetRoutes(state: SandboxState): readonly DataRoute[] {
  const { spreadsheets } = state.world;
  const create: DataRoute = {
    method: 'POST',
    pattern: /^\/v4\/spreadsheets$/,
    effect: 'write',
    scopes: WRITE_SCOPES,
    handle: (call) =>
      answering(() => {
        const { properties, sheets } = parse(createSchema, readBody(call));
        const spreadsheet = spreadsheets.create({
          title: properties.title,
          owner: call.grant.user,
          isMadeByApp: true,
        });
        if (sheets.length > 0) spreadsheet.tabs = [];
        for (const sheet of sheets) addTab(spreadsheet, sheet.properties);
        return answerJson(
          200,
          applyFieldMask(spreadsheetAnswer(spreadsheet), call.request.query.get('fields')),
        );
      }),
  };
  const route = sheetRoute.bind(null, spreadsheets);
  return [
    create,
    route('POST', new RegExp(`${one}:batchUpdate$`), 'write', batchUpdate),
    route('GET', new RegExp(`${one}$`), 'read', ({ spreadsheet, call }) =>
      answerJson(200, applyFieldMask(spreadsheetAnswer(spreadsheet), call.request.query.get('fields'))),
    ),
    route('GET', new RegExp(`${one}/values:batchGet$`), 'read', readRanges),
    route('POST', new RegExp(`${one}/values:batchUpdate$`), 'write', writeRanges),
    route('POST', new RegExp(`${one}/values/${range}:append$`), 'write', appendRange),
    route('POST', new RegExp(`${one}/values/${range}:clear$`), 'write', clearRange),
    route('GET', new RegExp(`${one}/values/${range}$`), 'read', readRange),
    route('PUT', new RegExp(`${one}/values/${range}$`), 'write', writeRange),
  ];
}

export const makeGoogle: MakeProvider = (state) => {
  const signer = createIdTokenSigner();
  const dialect = makeGoogleDialect(state, signer);
  return {
    id: 'google',
    name: 'Google',
    knobs: {
      accessLifetimeSeconds: 3599,
      rotation: 'reusable',
      // Six months without use, and 100 refresh tokens an account and client.
      refreshIdleSeconds: 182 * 86_400,
      approvalsPerUser: 100,
    },
    dialect,
    notices: googleNotices(state, signer),
    listeners: [
      {
        name: 'google',
        table: {
          routes: [
            ...authorizeEndpoint(state, dialect, 'Google', /^\/o\/oauth2\/(?:v2\/)?auth$/),
            tokenEndpoint(state, dialect, /^\/(?:oauth2\/v4\/)?token$/),
            ...identityRoutes(state, signer),
            ...sheetRoutes(state).map((route) => dataRoute(state, googleApi, route)),
          ],
          notFound: () => apiError('NOT_FOUND', 'Requested entity was not found.'),
        },
      },
    ],
    endpoints() {
      const origin = originOf(state, 'google');
      return {
        authorizeUrl: `${origin}/o/oauth2/v2/auth`,
        tokenUrl: `${origin}/token`,
        revokeUrl: `${origin}/revoke`,
        userinfoUrl: `${origin}/v1/userinfo`,
        apiOrigins: [origin],
        noticeKeysUrl: `${origin}/oauth2/v3/certs`,
      };
    },
  };
};
