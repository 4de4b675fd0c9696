// What only the customer's administrator can change (help, "OAuth flow errors"; "Prepare for connected app usage
// restrictions", 005132365): an organization that is locked, an app that is not let in, an app that is not installed. The last
// comes as `invalid_client`, which otherwise means that our secret is wrong for all accounts at once.
import { expect, it } from 'vitest';
import { concernsWholeApp } from '../../../src/domain/fleet.ts';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh, consent } = atSandbox('salesforce');

it.each([
  ['inactive_org', 'inactive_org'],
  ['not_admin_approved', 'invalid_app_access'],
  ['app_denied', 'invalid_app_access'],
  ['app_not_installed', 'invalid_client'],
])(
  'asks the administrator, and holds no other account, when the answer is %s',
  async (refuseRefreshAs, error) => {
    const { grant, refreshToken } = await mint();
    await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs } });

    const diagnosis = refusalOf(await refresh(refreshToken));

    expect(diagnosis).toMatchObject({
      cause: 'admin_policy',
      actor: 'customer_admin',
      confidence: 'certain',
      facts: { error },
    });
    expect(concernsWholeApp(diagnosis)).toBe(false);
  },
);

it('tells a person who said yes that the administrator must install the app, not that they said no', async () => {
  await control().setKnobs({
    scope: { provider: 'salesforce' },
    knobs: { refuseConsentAs: { error: 'invalid_client', description: 'app must be installed into org' } },
  });

  expect((await consent()).callback).toMatchObject({
    kind: 'refused',
    diagnosis: { cause: 'admin_policy', actor: 'customer_admin' },
  });
});

it.each(['access_denied', 'access-denied'])('takes %s for a person’s no', async (error) => {
  await control().setKnobs({
    scope: { provider: 'salesforce' },
    knobs: { refuseConsentAs: { error, description: 'end-user denied authorization' } },
  });

  expect((await consent()).callback).toEqual({ kind: 'declined', error });
});

it.each([
  ['client_secret_wrong', 'invalid_client'],
  ['client_unknown', 'invalid_client_id'],
])('asks the operator when our client is not accepted (%s)', async (refuseRefreshAs, error) => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs } });

  const diagnosis = refusalOf(await refresh(refreshToken));

  expect(diagnosis).toMatchObject({ cause: 'client_secret_invalid', actor: 'operator', facts: { error } });
  expect(concernsWholeApp(diagnosis)).toBe(true);
});
