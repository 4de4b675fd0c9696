// A client that was deleted, a secret that is wrong, a refresh token of another client: the operator's, never a person's.
import { expect, it } from 'vitest';
import { concernsWholeApp } from '../../../src/domain/fleet.ts';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh } = atSandbox('google');

it.each([
  ['client_deleted', 'deleted_client'],
  ['client_secret_wrong', 'invalid_client'],
  ['foreign_client', 'unauthorized_client'],
])('asks the operator (%s)', async (refuseRefreshAs, error) => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs } });

  const diagnosis = refusalOf(await refresh(refreshToken));

  expect(diagnosis).toMatchObject({
    actor: 'operator',
    confidence: 'certain',
    facts: { status: 401, error },
  });
  expect(concernsWholeApp(diagnosis)).toBe(true);
});
