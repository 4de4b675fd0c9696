// One consent may bring a bot's pair of tokens and a person's, in one answer; a renewed one stands at the top level whichever
// it is (reference, oauth.v2.access; "Using token rotation"). `token_type` is `bot` or `user`, scopes are comma separated.
import { expect, it } from 'vitest';
import { fetchIdentity } from '../../../src/oauth/identity.ts';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { consent, refresh, provider } = atSandbox('slack');

it('takes the bot’s pair where both come, and it renews itself as the bot’s', async () => {
  const granted = grantedOf((await consent({ parameters: { user_scope: 'channels:read' } })).outcome);

  expect(granted.scopes).toEqual(provider().scopes);
  expect(granted.lifetimeMs).toBe(43_200_000);
  expect(granted.tokens.accessToken.reveal()).toMatch(/^xoxe\.xoxb-/);
  expect(granted.externalOrganization).toMatch(/^T/);
  const asked = await fetchIdentity(provider(), granted.tokens.accessToken);
  expect(asked).toEqual({ subject: granted.externalSubject, organization: granted.externalOrganization });
  const next = grantedOf(await refresh(granted.tokens.refreshToken!));
  expect(next.tokens.accessToken.reveal()).toMatch(/^xoxe\.xoxb-/);
});

it('takes a person’s pair where no bot was asked for, and renews it', async () => {
  const { outcome } = await consent({ parameters: { scope: '', user_scope: 'channels:read' } });
  const granted = grantedOf(outcome);
  expect(granted.tokens.accessToken.reveal()).toMatch(/^xoxe\.xoxp-/);
  expect(granted.scopes).toEqual(['channels:read']);

  const next = grantedOf(await refresh(granted.tokens.refreshToken!));

  expect(next.tokens.accessToken.reveal()).toMatch(/^xoxe\.xoxp-/);
  expect(next.externalSubject).toBe(granted.externalSubject);
  expect(next.tokens.refreshToken!.reveal()).not.toBe(granted.tokens.refreshToken!.reveal());
});
