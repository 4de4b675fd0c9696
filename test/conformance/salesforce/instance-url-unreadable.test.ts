// Behind an answer with a broken `instance_url` or `id` the old refresh token is spent all the same: the new one is kept.
import { expect, it } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { requestRefresh } from '../../../src/oauth/token-requests.ts';
import { answerJson, startServer } from '../../support/http-server.ts';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { provider } = atSandbox('salesforce');

it.each([
  ['is no address', { instance_url: 'na1.salesforce', id: 'https://login.salesforce.com/id/00Dx/005x' }],
  ['is null', { instance_url: null, id: null }],
  ['is a number', { instance_url: 7, id: 7 }],
])('keeps the tokens of an answer whose instance_url %s', async (_, flaw) => {
  const server = await startServer((_request, response) =>
    answerJson(response, 200, {
      access_token: 'sbxat-new',
      refresh_token: 'sbxrt-new',
      token_type: 'Bearer',
      ...flaw,
    }),
  );

  const outcome = await requestRefresh({ ...provider(), tokenUrl: server.url }, new Secret('sbxrt-old'));

  const { apiBaseUrl, tokens } = grantedOf(outcome);
  expect(tokens.refreshToken!.reveal()).toBe('sbxrt-new');
  expect(apiBaseUrl).toBeNull();
  await server.stop();
});
