// Several connections of an app to one portal may have one refresh token between them (NangoHQ/nango, hook
// pre-connection-deletion of HubSpot): revoking it for one ends them all.
import { expect, it } from 'vitest';
import { revoke } from '../../../src/oauth/revoke.ts';
import { atSandbox, grantedOf, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh, provider, sandbox } = atSandbox('hubspot');

async function mintTwo() {
  await control().setKnobs({ scope: { provider: 'hubspot' }, knobs: { sharedRefreshTokens: true } });
  const [, colleague] = sandbox().tenants[0]!.users;
  return [await mint(), await mint({ user: colleague!.user })] as const;
}

it('keeps both connections alive by either’s exchanges', async () => {
  const [one, other] = await mintTwo();
  expect(other.refreshToken.reveal()).toBe(one.refreshToken.reveal());

  grantedOf(await refresh(one.refreshToken));
  grantedOf(await refresh(other.refreshToken));

  expect((await control().grants({ grant: one.grant }))[0]).toMatchObject({ exchanges: 2, doubleSpends: 0 });
});

it('loses both by one revocation, which is why a connection with siblings in its portal is never revoked', async () => {
  const [one, other] = await mintTwo();

  expect(await revoke(provider(), one)).toEqual({ kind: 'revoked' });

  expect(refusalOf(await refresh(other.refreshToken)).facts).toMatchObject({ error: 'BAD_REFRESH_TOKEN' });
  // The count that keeps the product from it goes by this; see the flow test of disconnecting.
  expect(provider().revocationReach).toBe('organization');
});
