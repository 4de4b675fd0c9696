// `rate_limit_exceeded`, "login rate exceeded": counted by the hour, of one user (help, "OAuth flow errors"). Nobody need act,
// and trying again within minutes only counts against it.
import { expect, it } from 'vitest';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { control, mint, refresh } = atSandbox('salesforce');

it('puts the exchange off by an hour and spends nothing', async () => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs: 'login_rate' } });

  expect(await refresh(refreshToken)).toEqual({
    kind: 'postponed',
    reason: 'Salesforce limits logins for the moment.',
    retryAfterMs: 3_600_000,
  });

  await control().clearKnobs({ scope: { grant } });
  grantedOf(await refresh(refreshToken));
  expect((await control().grants({ grant }))[0]).toMatchObject({ doubleSpends: 0 });
});
