// HubSpot throttles its token endpoint (PostHog pull requests 63732, 64049, 64178), with and without Retry-After: turned away
// unread, so nothing was spent and nobody need act.
import { expect, it } from 'vitest';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { control, mint, refresh } = atSandbox('hubspot');

it.each([
  ['for as long as it is told', 7, 7_000],
  ['for a time of its own where nothing is said', null, null],
])(
  'waits %s, and the same refresh token is as good as before',
  async (_, retryAfterSeconds, retryAfterMs) => {
    const { grant, refreshToken } = await mint();
    await control().addFault({ on: 'token', grant, habit: { kind: 'rate_limited', retryAfterSeconds } });

    expect(await refresh(refreshToken)).toEqual({
      kind: 'unsent',
      reason: 'the token endpoint answered 429',
      retryAfterMs,
    });
    grantedOf(await refresh(refreshToken));
  },
);
