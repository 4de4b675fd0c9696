// One person has 100 refresh tokens alive for one client; one more ends the oldest without warning (oauth2#expiration).
import { expect, it } from 'vitest';
import { refineDiagnosis } from '../../../src/domain/refine-diagnosis.ts';
import { atSandbox, grantedOf, refusalOf } from '../at-sandbox.ts';

const { mint, refresh, evidence } = atSandbox('google');

it('loses the oldest of 101 grants, and the number of newer ones says why', async () => {
  const oldest = await mint();
  for (let count = 0; count < 99; count++) await mint();
  grantedOf(await refresh(oldest.refreshToken));
  await mint();

  const refusal = refusalOf(await refresh(oldest.refreshToken));

  expect(refineDiagnosis(refusal, evidence({ newerGrants: 100 }))).toMatchObject({
    cause: 'token_cap_evicted',
    actor: 'person',
    facts: { newerGrants: 100, liveGrantLimit: 100 },
  });
  expect(refineDiagnosis(refusal, evidence({ newerGrants: 99 })).cause).toBe('user_revoked');
});
