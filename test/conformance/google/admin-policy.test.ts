// A Workspace administrator restricted a service: `admin_policy_enforced`, as the error or as its subtype (oauth2#expiration).
// No consent of a person's helps.
import { expect, it } from 'vitest';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh, consent } = atSandbox('google');

it.each(['admin_policy', 'admin_policy_subtype'])('asks the administrator (%s)', async (refuseRefreshAs) => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs } });

  expect(refusalOf(await refresh(refreshToken))).toMatchObject({
    cause: 'admin_policy',
    actor: 'customer_admin',
    confidence: 'certain',
  });
});

it('tells so where the consent itself is stopped by it', async () => {
  const refuseConsentAs = { error: 'admin_policy_enforced', description: '' };
  await control().setKnobs({ scope: { provider: 'google' }, knobs: { refuseConsentAs } });

  expect((await consent()).callback).toMatchObject({
    kind: 'refused',
    diagnosis: { cause: 'admin_policy', actor: 'customer_admin' },
  });
});
