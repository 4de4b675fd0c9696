// Salesforce says `invalid_grant` for many causes and tells them apart by the description alone (help, "OAuth flow errors";
// restforce issues 303 and 826, forrest issue 169). An administrator's are not a person's: re-consent alone does not help.
import { expect, it } from 'vitest';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh, consent } = atSandbox('salesforce');

it.each([
  ['expired access/refresh token', 'refresh_expired', 'user_revoked', 'person', 'likely'],
  ['inactive user', 'user_deactivated', 'account_deactivated', 'person', 'certain'],
  ['ip restricted or invalid login hours', 'ip_restricted', 'admin_policy', 'customer_admin', 'certain'],
  ['activation secret invalid', 'activation_secret', 'admin_policy', 'customer_admin', 'likely'],
  ['authentication failure', 'authentication_failure', 'user_revoked', 'person', 'possible'],
  ["user hasn't approved this consumer", 'not_approved', 'user_revoked', 'person', 'certain'],
])('“%s”', async (description, refuseRefreshAs, cause, actor, confidence) => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs } });

  expect(refusalOf(await refresh(refreshToken))).toMatchObject({
    cause,
    actor,
    confidence,
    facts: { status: 400, error: 'invalid_grant', description },
  });
});

it('“expired authorization code”', async () => {
  await control().setKnobs({ scope: { provider: 'salesforce' }, knobs: { codeLifetimeSeconds: 0.001 } });

  expect(refusalOf((await consent()).outcome)).toMatchObject({
    actor: 'person',
    confidence: 'certain',
    facts: { description: 'expired authorization code' },
  });
});
