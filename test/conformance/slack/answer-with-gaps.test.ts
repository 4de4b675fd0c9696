// An organization-wide installation has `team: null` (reference, oauth.v2.access), and a field may come null or in another form:
// behind the answer the old refresh token is spent, so the new one is kept all the same.
import { expect, it } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { requestRefresh } from '../../../src/oauth/token-requests.ts';
import { answerJson, startServer } from '../../support/http-server.ts';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { provider } = atSandbox('slack');

it.each([
  ['an organization instead of a team', { team: null, enterprise: { id: 'E1' } }, 'E1'],
  ['nobody', { team: null, enterprise: null, authed_user: null, bot_user_id: null }, null],
  ['a team by its name alone', { team: 'acme', authed_user: 'U1' }, null],
])('keeps the tokens of an answer that names %s', async (_, flaw, externalOrganization) => {
  const pair = {
    access_token: 'sbxat-new',
    refresh_token: 'sbxrt-new',
    expires_in: 43_200,
    token_type: 'bot',
  };
  const server = await startServer((_request, response) =>
    answerJson(response, 200, { ok: true, ...pair, ...flaw }),
  );

  const outcome = await requestRefresh({ ...provider(), tokenUrl: server.url }, new Secret('sbxrt-old'));

  expect(grantedOf(outcome).tokens.refreshToken!.reveal()).toBe('sbxrt-new');
  expect(grantedOf(outcome).externalOrganization).toBe(externalOrganization);
  await server.stop();
});
