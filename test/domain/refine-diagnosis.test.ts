// Pure, no server.
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import { type RefusalEvidence, refineDiagnosis } from '../../src/domain/refine-diagnosis.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';

const now = Date.UTC(2026, 10, 24);
const ambiguous: Diagnosis = {
  cause: 'user_revoked',
  actor: 'person',
  confidence: 'likely',
  summary: 'no longer accepted',
  facts: { error: 'invalid_grant' },
};
const evidence = (over: Partial<RefusalEvidence> = {}): RefusalEvidence => ({
  refusedAt: now,
  consentedAt: now - 40 * DAY,
  lastSuccessAt: now - HOUR,
  habit: 'single-use',
  lostAnswers: 0,
  refreshExpiresAt: null,
  grantIdleLimitDays: 180,
  testGrantDays: 7,
  newerGrants: 0,
  liveGrantLimit: null,
  earlierEndings: {},
  ...over,
});

describe('an ambiguous refusal', () => {
  it('stays a revocation when nothing we know speaks for something else', () => {
    expect(refineDiagnosis(ambiguous, evidence())).toMatchObject({
      cause: 'user_revoked',
      confidence: 'likely',
    });
  });

  it('is a lost rotation when an answer of this version was lost', () => {
    expect(refineDiagnosis(ambiguous, evidence({ lostAnswers: 1 })).cause).toBe('rotation_lost');
  });

  it('is no lost rotation where a refresh token may be presented again and again', () => {
    const known = evidence({ lostAnswers: 1, habit: 'reusable' });
    expect(refineDiagnosis(ambiguous, known).cause).toBe('user_revoked');
  });

  it('is the end the provider had set, for certain, from that moment on and not before', () => {
    const past = evidence({ refreshExpiresAt: now, lostAnswers: 1 });
    expect(refineDiagnosis(ambiguous, past)).toMatchObject({
      cause: 'refresh_token_max_age',
      confidence: 'certain',
      facts: { grantEndedAt: '2026-11-24T00:00:00.000Z' },
    });
    const ahead = evidence({ refreshExpiresAt: now + 1, consentedAt: now - 7.2 * DAY });
    expect(refineDiagnosis(ambiguous, ahead)).toMatchObject({ cause: 'user_revoked', confidence: 'likely' });
  });

  it('is an eviction when as many newer grants of the same person live as the provider keeps', () => {
    const known = (newerGrants: number) => evidence({ newerGrants, liveGrantLimit: 5 });
    expect(refineDiagnosis(ambiguous, known(5))).toMatchObject({
      cause: 'token_cap_evicted',
      confidence: 'likely',
    });
    expect(refineDiagnosis(ambiguous, known(4)).cause).toBe('user_revoked');
    expect(refineDiagnosis(ambiguous, evidence({ newerGrants: 900 })).cause).toBe('user_revoked');
  });

  it('says how often earlier grants of the account ended by the cause that was found, not by the one it seemed', () => {
    const known = evidence({ lostAnswers: 1, earlierEndings: { user_revoked: 7, rotation_lost: 2 } });
    expect(refineDiagnosis(ambiguous, known)).toMatchObject({
      cause: 'rotation_lost',
      summary: expect.stringMatching(/2 times before\.$/),
      facts: { recurrences: 2 },
    });
  });

  it('is an idle expiry when the grant was not used for as long as the provider allows', () => {
    expect(refineDiagnosis(ambiguous, evidence({ lastSuccessAt: now - 180 * DAY })).cause).toBe(
      'refresh_token_idle_expired',
    );
    expect(refineDiagnosis(ambiguous, evidence({ lastSuccessAt: now - 179 * DAY })).cause).toBe(
      'user_revoked',
    );
    expect(refineDiagnosis(ambiguous, evidence({ lastSuccessAt: 0, grantIdleLimitDays: null })).cause).toBe(
      'user_revoked',
    );
  });

  it('may be the end of a test grant within a day of its seventh', () => {
    const at = (ageDays: number) =>
      refineDiagnosis(ambiguous, evidence({ consentedAt: now - ageDays * DAY }));
    expect(at(6.9).cause).toBe('user_revoked');
    expect(at(7.2)).toMatchObject({ cause: 'refresh_token_max_age', confidence: 'possible' });
    expect(at(8.1).cause).toBe('user_revoked');
  });

  it('carries the facts it rests on', () => {
    expect(refineDiagnosis(ambiguous, evidence({ lostAnswers: 2 })).facts).toEqual({
      error: 'invalid_grant',
      consentAgeDays: 40,
      idleDays: 0,
      lostAnswers: 2,
    });
  });
});

it('leaves alone what the provider said in so many words, and what is not a person’s to mend', () => {
  const certain: Diagnosis = { ...ambiguous, cause: 'account_deactivated', confidence: 'certain' };
  const operators: Diagnosis = { ...ambiguous, cause: 'client_secret_invalid', actor: 'operator' };
  expect(refineDiagnosis(certain, evidence({ lostAnswers: 1 })).cause).toBe('account_deactivated');
  expect(refineDiagnosis(operators, evidence({ lostAnswers: 1 })).cause).toBe('client_secret_invalid');
  const often = evidence({ earlierEndings: { account_deactivated: 1 } });
  expect(refineDiagnosis(certain, often).facts).toMatchObject({ recurrences: 1 });
});
