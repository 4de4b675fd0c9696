// Whose problem refusals are, by counts across the accounts of one provider app.
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import {
  blameAdministrators,
  blameOperator,
  concernsWholeApp,
  type FleetSurvey,
  isAmbiguous,
} from '../../src/domain/fleet.ts';
import type { TenantId } from '../../src/domain/ids.ts';

const survey = (part: Partial<FleetSurvey>): FleetSurvey => ({
  settled: 0,
  refused: 0,
  refusedTenants: 0,
  organizations: [],
  ...part,
});
const diagnosis = (part: Partial<Diagnosis>): Diagnosis => ({
  cause: 'user_revoked',
  actor: 'person',
  confidence: 'likely',
  summary: '',
  facts: {},
  ...part,
});

describe('the operator is to blame', () => {
  it.each([
    { settled: 3, refused: 3, refusedTenants: 3, isBlamed: true },
    { settled: 4, refused: 3, refusedTenants: 3, isBlamed: false },
    { settled: 0, refused: 50, refusedTenants: 2, isBlamed: false },
    { settled: 0, refused: 3, refusedTenants: 3, isBlamed: true },
    { settled: 1_000, refused: 40, refusedTenants: 40, isBlamed: false },
    { settled: 0, refused: 0, refusedTenants: 0, isBlamed: false },
  ])(
    '$isBlamed for $refused refused of $refusedTenants tenants and $settled settled',
    ({ isBlamed, ...counts }) => {
      const blamed = blameOperator('Google', survey(counts));
      expect(blamed !== null).toBe(isBlamed);
      if (blamed) expect(blamed).toMatchObject({ actor: 'operator', facts: counts });
    },
  );
});

describe('an administrator is to blame', () => {
  const organization = { tenant: 'acme' as TenantId, organization: 'org-1' };
  it.each([
    { accounts: 2, refused: 2, isBlamed: true },
    { accounts: 3, refused: 2, isBlamed: false },
    // One account of one organization is a person who left as likely as anything.
    { accounts: 1, refused: 1, isBlamed: false },
  ])('$isBlamed for $refused of $accounts accounts', ({ isBlamed, ...counts }) => {
    const blamed = blameAdministrators(
      'Salesforce',
      survey({ organizations: [{ ...organization, ...counts }] }),
    );
    expect(blamed.length === 1).toBe(isBlamed);
    if (isBlamed)
      expect(blamed[0]!.diagnosis).toMatchObject({ actor: 'customer_admin', cause: 'admin_policy' });
  });
});

it('takes for ambiguous only what the provider does not say in so many words, and we do not know ourselves', () => {
  expect(isAmbiguous(diagnosis({}))).toBe(true);
  expect(isAmbiguous(diagnosis({ confidence: 'certain' }))).toBe(false);
  expect(isAmbiguous(diagnosis({ cause: 'rotation_lost' }))).toBe(false);
  expect(isAmbiguous(diagnosis({ cause: 'refresh_token_idle_expired' }))).toBe(false);
});

it('takes a refused client for the whole app’s problem, and a refused grant for one account’s', () => {
  expect(concernsWholeApp(diagnosis({ cause: 'client_secret_invalid', actor: 'operator' }))).toBe(true);
  expect(concernsWholeApp(diagnosis({ cause: 'app_misconfigured', actor: 'operator' }))).toBe(false);
  expect(concernsWholeApp(diagnosis({}))).toBe(false);
});
