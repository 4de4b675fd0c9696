// Whether HubSpot rotates refresh tokens is undocumented and reported both ways: whatever comes back is kept.
import { expect, it } from 'vitest';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { control, mint, refresh } = atSandbox('hubspot');

it.each(['reusable', 'rotating'] as const)(
  'goes on with whatever refresh token comes back (%s)',
  async (rotation) => {
    await control().setKnobs({ scope: { provider: 'hubspot' }, knobs: { rotation } });
    const { grant, refreshToken } = await mint();

    const first = grantedOf(await refresh(refreshToken));
    grantedOf(await refresh(first.tokens.refreshToken!));

    expect((await control().grants({ grant }))[0]).toMatchObject({ exchanges: 2, doubleSpends: 0 });
  },
);
