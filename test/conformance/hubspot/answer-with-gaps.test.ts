// `hub_id`, `user_id` and `scopes` are optional in HubSpot's schema (public API spec collection, Auth/Oauth 2026-03): an answer
// without them, or with them in another form, is an answer.
import { expect, it } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { requestRefresh } from '../../../src/oauth/token-requests.ts';
import { answerJson, startServer } from '../../support/http-server.ts';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { provider } = atSandbox('hubspot');

it.each([
  ['not there', {}],
  ['null', { hub_id: null, user_id: null, scopes: null }],
  ['text', { hub_id: '7', user_id: '42', scopes: 'oauth' }],
])('keeps the tokens of an answer whose portal, user and scopes are %s', async (_, flaw) => {
  const pair = {
    access_token: 'sbxat-new',
    refresh_token: 'sbxrt-new',
    expires_in: 1800,
    token_type: 'bearer',
  };
  const server = await startServer((_request, response) => answerJson(response, 200, { ...pair, ...flaw }));

  const outcome = await requestRefresh({ ...provider(), tokenUrl: server.url }, new Secret('sbxrt-old'));

  const { tokens, externalSubject, externalOrganization, scopes } = grantedOf(outcome);
  expect(tokens.refreshToken!.reveal()).toBe('sbxrt-new');
  expect([externalSubject, externalOrganization, scopes]).toEqual([null, null, null]);
  await server.stop();
});
