// RFC 6749 section 5.1 requires token_type; without it the token is a bearer token, and the grant is kept.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('keeps a grant whose answer names no token_type', async () => {
  const { outcome, shown } = await refreshAt((_, response) =>
    answerJson(response, 200, { ...granted, token_type: undefined }),
  );

  expect(outcome).toMatchObject({ kind: 'granted', granted: { lifetimeMs: 600_000 } });
  expect(outcome.kind === 'granted' && outcome.granted.tokens.refreshToken?.reveal()).toBe('sbxrt-new');
  expect(shown).not.toMatch(anySecret);
});
