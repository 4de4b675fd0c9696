// Session length for Google Cloud: `error_subtype` is `invalid_rapt`. A person's consent ends it for hours only; it recurs until
// an administrator exempts the app (oauth2#expiration).
import { expect, it } from 'vitest';
import { refineDiagnosis } from '../../../src/domain/refine-diagnosis.ts';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh, evidence } = atSandbox('google');

it('asks the person, says that it will recur, and counts how often it has', async () => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs: 'session_control' } });
  const refusal = refusalOf(await refresh(refreshToken));
  expect(refusal).toMatchObject({
    cause: 'session_policy',
    actor: 'person',
    facts: { error: 'invalid_rapt' },
  });

  const first = refineDiagnosis(refusal, evidence());
  expect(first.summary).toContain('it will again until an administrator exempts the app');
  expect(first.facts).not.toHaveProperty('recurrences');

  const fourth = refineDiagnosis(
    refusal,
    evidence({ earlierEndings: { session_policy: 3, user_revoked: 9 } }),
  );
  expect(fourth).toMatchObject({ cause: 'session_policy', actor: 'person', facts: { recurrences: 3 } });
  expect(fourth.summary).toContain('3 times before');
});
