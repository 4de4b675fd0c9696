// Token rotation is the app's choice: without it a token has neither an end nor a refresh token.
import { expect, it } from 'vitest';
import { examineGrant } from '../../../src/connect/examine-grant.ts';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { control, consent, provider } = atSandbox('slack');

it('takes a token without rotation for one that has no end, and for a whole grant', async () => {
  await control().setKnobs({ scope: { provider: 'slack' }, knobs: { neverExpires: true } });

  const granted = grantedOf((await consent()).outcome);

  expect(granted.tokens.refreshToken).toBeNull();
  expect(granted.lifetimeMs).toBeGreaterThan(5 * 365 * 86_400_000);
  expect(provider().lifeWithoutRefreshTokenSeconds! * 1000).toBe(granted.lifetimeMs);
  const nobody = { external_subject: null, external_organization: null };
  expect(await examineGrant(provider(), nobody, provider().scopes, granted)).toMatchObject({ kind: 'fit' });
});
