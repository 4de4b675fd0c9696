// Until 2026 a dead refresh token was told by HubSpot's own pair `status` and `message` alone; since then RFC 6749's fields
// stand beside it (changelog "new OAuth v3 API endpoints and standardized error responses"). Both are in use.
import { expect, it } from 'vitest';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh } = atSandbox('hubspot');

it.each([
  ['with the older pair alone', true],
  ['with the standard fields beside it', false],
])('reads a dead refresh token %s', async (_, legacyErrors) => {
  const { grant, refreshToken } = await mint();
  await control().setKnobs({ scope: { provider: 'hubspot' }, knobs: { legacyErrors } });
  await control().revoke({ grant });

  expect(refusalOf(await refresh(refreshToken))).toMatchObject({
    cause: 'user_revoked',
    actor: 'person',
    facts: { error: 'BAD_REFRESH_TOKEN' },
  });
});

it.each([true, false])(
  'tells a wrong secret from a dead token (older pair alone: %s)',
  async (legacyErrors) => {
    const { refreshToken } = await mint();
    await control().setKnobs({
      scope: { provider: 'hubspot' },
      knobs: { legacyErrors, refuseRefreshAs: 'client_secret_wrong' },
    });

    expect(refusalOf(await refresh(refreshToken))).toMatchObject({
      cause: 'client_secret_invalid',
      actor: 'operator',
      facts: { error: 'BAD_CLIENT_SECRET' },
    });
  },
);
