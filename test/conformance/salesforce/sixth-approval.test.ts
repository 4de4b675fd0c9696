// One user may approve an app five times; the sixth approval ends the oldest without a word (help, "Manage OAuth access").
import { expect, it } from 'vitest';
import { refineDiagnosis } from '../../../src/domain/refine-diagnosis.ts';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { mint, refresh, evidence } = atSandbox('salesforce');

it('finds the cause in the number of grants the same user gave since', async () => {
  const oldest = await mint();
  for (let count = 0; count < 5; count++) await mint();

  const refusal = refusalOf(await refresh(oldest.refreshToken));

  expect(refineDiagnosis(refusal, evidence({ newerGrants: 5 }))).toMatchObject({
    cause: 'token_cap_evicted',
    confidence: 'likely',
    facts: { newerGrants: 5, liveGrantLimit: 5 },
  });
  expect(refineDiagnosis(refusal, evidence({ newerGrants: 4 })).cause).toBe('user_revoked');
});
