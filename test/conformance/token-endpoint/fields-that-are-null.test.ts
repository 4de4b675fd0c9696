// RFC 6749 section 5.1: an optional field is left out, not null. A refresh token that is null is none, and the old one stays.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, oldRefreshToken, refreshAt } from '../../support/refresh-at.ts';

it('keeps the old refresh token when the answer says null', async () => {
  const { outcome, shown } = await refreshAt((_, response) =>
    answerJson(response, 200, { ...granted, refresh_token: null, scope: null, expires_in: null }),
  );

  expect(outcome).toMatchObject({ kind: 'granted', granted: { lifetimeMs: null } });
  expect(outcome.kind === 'granted' && outcome.granted.tokens.refreshToken?.reveal()).toBe(oldRefreshToken);
  expect(shown).not.toMatch(anySecret);
});
