// A spent refresh token is good for a grace of undocumented length, and refused afterwards ("Using token rotation").
import { expect, it } from 'vitest';
import { refineDiagnosis } from '../../../src/domain/refine-diagnosis.ts';
import { atSandbox, grantedOf, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh, evidence } = atSandbox('slack');

it('gets the same successor within the grace when the answer was lost', async () => {
  const { grant, refreshToken } = await mint();
  await control().addFault({ on: 'token', grant, habit: { kind: 'drop_after_commit' } });
  expect((await refresh(refreshToken)).kind).toBe('lost');

  const next = grantedOf(await refresh(refreshToken));

  grantedOf(await refresh(next.tokens.refreshToken!));
  const [books] = await control().grants({ grant });
  expect(books).toMatchObject({ graceReplays: 1, doubleSpends: 0 });
});

it('names the lost answer as the cause when the grace was over', async () => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { graceMs: 0 } });
  await control().addFault({ on: 'token', grant, habit: { kind: 'drop_after_commit' } });
  await refresh(refreshToken);

  const diagnosis = refineDiagnosis(refusalOf(await refresh(refreshToken)), evidence({ lostAnswers: 1 }));

  expect(diagnosis).toMatchObject({ cause: 'rotation_lost', actor: 'person', confidence: 'likely' });
});
