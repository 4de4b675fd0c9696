// `invalid_auth` is a token nobody knows, or a caller whose address the workspace does not allow (reference, auth.test). One
// account alone is its person's; all tenants at once are the operator's, which the fleet rule finds out.
import { expect, it } from 'vitest';
import { isAmbiguous } from '../../../src/domain/fleet.ts';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh } = atSandbox('slack');

it('is never more than possible to be the person’s, and counts for the fleet', async () => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs: 'invalid_auth' } });

  const diagnosis = refusalOf(await refresh(refreshToken));

  expect(diagnosis).toMatchObject({ actor: 'person', confidence: 'possible' });
  expect(diagnosis.summary).toContain('the workspace allows other addresses only');
  expect(isAmbiguous(diagnosis)).toBe(true);
});
