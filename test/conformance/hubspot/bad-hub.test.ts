// A portal that was deleted or disconnected: `access_denied` with HubSpot's own status BAD_HUB, and no `invalid_grant`
// (PostHog pull request 72609). Retried for ever by clients that only know the standard error.
import { expect, it } from 'vitest';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh } = atSandbox('hubspot');

it('takes a portal that is gone for a dead grant, and says so for certain', async () => {
  const { grant, refreshToken } = await mint();
  await control().revoke({ grant, cause: 'portal_deleted' });

  expect(refusalOf(await refresh(refreshToken))).toMatchObject({
    cause: 'app_disconnected',
    actor: 'person',
    confidence: 'certain',
    facts: { status: 403, error: 'BAD_HUB' },
  });
});
