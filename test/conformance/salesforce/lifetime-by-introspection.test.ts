// No `expires_in`: the lifetime is a session timeout an administrator chose, and introspection alone tells it.
import { expect, it } from 'vitest';
import { introspectExpiry } from '../../../src/oauth/lifetime.ts';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { control, mint, refresh, provider } = atSandbox('salesforce');

it.each([900, 86_400])(
  'learns a session timeout of %i s from introspection',
  async (accessLifetimeSeconds) => {
    await control().setKnobs({ scope: { provider: 'salesforce' }, knobs: { accessLifetimeSeconds } });
    const { refreshToken } = await mint();

    const { lifetimeMs, issuedAt, tokens } = grantedOf(await refresh(refreshToken));

    expect(lifetimeMs).toBeNull();
    const lifeMs = (await introspectExpiry(provider(), tokens.accessToken))! - issuedAt;
    expect(Math.abs(lifeMs - accessLifetimeSeconds * 1000)).toBeLessThan(5_000);
  },
);
