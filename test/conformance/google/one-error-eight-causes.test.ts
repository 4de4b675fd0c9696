// Google ends a refresh token for at least eight reasons and calls them all `invalid_grant` (developers.google.com,
// oauth2#expiration). Only `error_subtype` is documented beside it: what we know ourselves tells the rest apart.
import { expect, it } from 'vitest';
import { isAmbiguous } from '../../../src/domain/fleet.ts';
import { refineDiagnosis } from '../../../src/domain/refine-diagnosis.ts';
import { DAY } from '../../../src/domain/time.ts';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh, evidence } = atSandbox('google');
const ago = (days: number): number => Date.now() - days * DAY;

it.each([
  ['a person removed the app', 'refresh_revoked', () => ({}), 'user_revoked', 'likely'],
  [
    'it was not used for six months',
    'refresh_expired',
    () => ({ consentedAt: ago(400), lastSuccessAt: ago(181) }),
    'refresh_token_idle_expired',
    'likely',
  ],
  [
    'the app is in test mode, and seven days are over',
    'refresh_expired',
    () => ({ consentedAt: ago(7.1) }),
    'refresh_token_max_age',
    'possible',
  ],
  [
    'it was given for a limited time',
    'refresh_expired',
    () => ({ consentedAt: ago(30), refreshExpiresAt: ago(0.01) }),
    'refresh_token_max_age',
    'certain',
  ],
  [
    'a hundred newer ones of the same person pushed it out',
    'refresh_revoked',
    () => ({ newerGrants: 100 }),
    'token_cap_evicted',
    'likely',
  ],
  ['the account was deleted', 'user_deactivated', () => ({}), 'account_deactivated', 'possible'],
  ['a session ended', 'session_control', () => ({}), 'session_policy', 'certain'],
  ['what is stored is not what Google gave', 'refresh_unknown', () => ({}), 'user_revoked', 'possible'],
] as const)('%s', async (_, refuseRefreshAs, known, cause, confidence) => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs } });

  const refusal = refusalOf(await refresh(refreshToken));

  expect(refineDiagnosis(refusal, evidence(known()))).toMatchObject({ cause, actor: 'person', confidence });
});

it('believes what it knows itself rather than an undocumented description', async () => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs: 'user_deactivated' } });

  const refusal = refusalOf(await refresh(refreshToken));

  expect(refusal.facts.description).toBe('The account has been deleted');
  // And of many tenants at once it would be no account's own.
  expect(isAmbiguous(refusal)).toBe(true);
  expect(refineDiagnosis(refusal, evidence({ refreshExpiresAt: ago(1) })).cause).toBe(
    'refresh_token_max_age',
  );
});

it('never takes a lost answer for the cause: a refresh token of Google’s is not spent by use', async () => {
  const { grant, refreshToken } = await mint();
  await control().revoke({ grant });

  const refusal = refusalOf(await refresh(refreshToken));

  expect(refineDiagnosis(refusal, evidence({ lostAnswers: 1 }))).toMatchObject({
    cause: 'user_revoked',
    facts: { lostAnswers: 1 },
  });
});
