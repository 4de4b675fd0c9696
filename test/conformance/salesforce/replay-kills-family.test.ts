// Rotation is mandatory for apps of several customers since 2026-05-11; a spent refresh token presented again ends the newest
// one and all access tokens (help 005316711). So a lost answer is never answered by sending again.
import { expect, it } from 'vitest';
import { afterLostAnswer } from '../../../src/domain/exchange.ts';
import { refineDiagnosis } from '../../../src/domain/refine-diagnosis.ts';
import { checkGrant } from '../../../src/oauth/check-grant.ts';
import { atSandbox, grantedOf, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh, provider, evidence } = atSandbox('salesforce');

it('loses the whole grant by one replay, and is told nothing of why', async () => {
  const minted = await mint();
  const next = grantedOf(await refresh(minted.refreshToken));
  expect(await checkGrant(provider(), next.apiBaseUrl!, next.tokens, [])).toBe('holds');

  const replayed = refusalOf(await refresh(minted.refreshToken));

  expect(replayed.facts).toMatchObject({ description: 'expired access/refresh token' });
  expect(refusalOf(await refresh(next.tokens.refreshToken!)).facts).toEqual(replayed.facts);
  expect(await checkGrant(provider(), next.apiBaseUrl!, next.tokens, [])).toBe('looks_dead');
});

it('waits after a lost answer instead of sending again, and names the loss when the probe is refused', async () => {
  expect(afterLostAnswer(provider().refreshTokens)).toBe('wait_then_probe');
  const { grant, refreshToken } = await mint();
  await control().addFault({ on: 'token', grant, habit: { kind: 'drop_after_commit' } });
  expect((await refresh(refreshToken)).kind).toBe('lost');

  const probe = refineDiagnosis(refusalOf(await refresh(refreshToken)), evidence({ lostAnswers: 1 }));

  expect(probe).toMatchObject({ cause: 'rotation_lost', actor: 'person', facts: { lostAnswers: 1 } });
});

it('keeps the old refresh token where an organization does not rotate', async () => {
  await control().setKnobs({ scope: { provider: 'salesforce' }, knobs: { rotation: 'reusable' } });
  const { refreshToken } = await mint();

  const next = grantedOf(await refresh(refreshToken));

  expect(next.tokens.refreshToken!.reveal()).toBe(refreshToken.reveal());
});
