// `refresh_token_expires_in`: access for a limited time, and in practice every grant to an app in test mode (604799). The only
// notice any of the four gives of a refresh token's end (web-server guide, "Time-based access").
import { expect, it } from 'vitest';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { control, consent, refresh } = atSandbox('google');

it('knows from the consent on when the grant ends, and a refresh that does not say leaves it so', async () => {
  const seconds = 7 * 86_400;
  await control().setKnobs({ scope: { provider: 'google' }, knobs: { refreshLifetimeSeconds: seconds } });

  const granted = grantedOf((await consent()).outcome);

  // Whole seconds on the wire, counted from the moment the provider answers, which a busy machine puts off.
  const statedMs = granted.refreshExpiresAt! - granted.issuedAt;
  expect(statedMs).toBeGreaterThan((seconds - 60) * 1000);
  expect(statedMs).toBeLessThanOrEqual(seconds * 1000);
  expect(grantedOf(await refresh(granted.tokens.refreshToken!)).refreshExpiresAt).toBeNull();
});

it('knows of no end where Google names none', async () => {
  expect(grantedOf((await consent()).outcome).refreshExpiresAt).toBeNull();
});
