// A lifetime below zero says nothing; it must neither lose the grant nor make a token that has always expired.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('keeps a grant and takes a negative lifetime for none', async () => {
  const { outcome, shown } = await refreshAt((_, response) =>
    answerJson(response, 200, { ...granted, expires_in: -1 }),
  );

  expect(outcome).toMatchObject({ kind: 'granted', granted: { lifetimeMs: null } });
  expect(outcome.kind === 'granted' && outcome.granted.tokens.refreshToken?.reveal()).toBe('sbxrt-new');
  expect(shown).not.toMatch(anySecret);
});
