// Granular consent: a person may leave scopes out one by one, and the token answer succeeds with fewer. Only comparing shows it.
import { expect, it } from 'vitest';
import { examineGrant } from '../../../src/connect/examine-grant.ts';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { consent, provider } = atSandbox('google');
const sheets = 'https://www.googleapis.com/auth/spreadsheets';
const nobody = { external_subject: null, external_organization: null };

it('does not take a grant for fit that lacks the scope a person unticked', async () => {
  const granted = grantedOf((await consent({ untickedScopes: [sheets] })).outcome);

  expect(await examineGrant(provider(), nobody, provider().scopes, granted)).toEqual({
    kind: 'scopes_missing',
    missing: [sheets],
  });
});

it('takes one with everything ticked, whatever long names the scopes come back by', async () => {
  const granted = grantedOf((await consent()).outcome);

  expect(granted.scopes).not.toEqual(provider().scopes);
  expect(await examineGrant(provider(), nobody, provider().scopes, granted)).toMatchObject({ kind: 'fit' });
});
