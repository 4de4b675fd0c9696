// 477: the portal is on its way to another data center, for up to a day (error handling guide). Not a refusal of anybody.
import { expect, it } from 'vitest';
import { atSandbox } from '../at-sandbox.ts';

const { control, mint, refresh } = atSandbox('hubspot');

it('puts the exchange of a portal that is being moved off by an hour', async () => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs: 'portal_moving' } });

  expect(await refresh(refreshToken)).toMatchObject({ kind: 'postponed', retryAfterMs: 3_600_000 });
});
