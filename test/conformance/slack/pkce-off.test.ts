// PKCE, once on, makes a Slack app a public client for good and ends its refresh tokens after 30 days ("Using PKCE").
import { expect, it } from 'vitest';
import { atSandbox, grantedOf, refusalOf } from '../at-sandbox.ts';

const { consent, control, mint, refresh } = atSandbox('slack');

it('asks for comma separated scopes without a challenge, and trades the code without a verifier', async () => {
  const { url, outcome } = await consent();

  expect(url.searchParams.get('scope')).toBe('channels:read,channels:history,chat:write');
  expect(url.searchParams.has('code_challenge')).toBe(false);
  grantedOf(outcome);
});

it('tells the operator, not the person, when Slack does not allow PKCE', async () => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs: 'pkce_not_allowed' } });

  expect(refusalOf(await refresh(refreshToken))).toMatchObject({
    cause: 'app_misconfigured',
    actor: 'operator',
  });
});
