// RFC 6749 appendix A.14: a number. As text it says the same.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('reads a lifetime that is written as text', async () => {
  const { outcome, shown } = await refreshAt((_, response) =>
    answerJson(response, 200, { ...granted, expires_in: '600' }),
  );

  expect(outcome).toMatchObject({ kind: 'granted', granted: { lifetimeMs: 600_000 } });
  expect(outcome.kind === 'granted' && outcome.granted.tokens.refreshToken?.reveal()).toBe('sbxrt-new');
  expect(shown).not.toMatch(anySecret);
});
