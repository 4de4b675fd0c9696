// Nought is what some servers write for "never" and some for "not known": either way nothing to count from.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('keeps a grant and takes a lifetime of nought for none', async () => {
  const { outcome, shown } = await refreshAt((_, response) =>
    answerJson(response, 200, { ...granted, expires_in: 0 }),
  );

  expect(outcome).toMatchObject({ kind: 'granted', granted: { lifetimeMs: null } });
  expect(outcome.kind === 'granted' && outcome.granted.tokens.refreshToken?.reveal()).toBe('sbxrt-new');
  expect(shown).not.toMatch(anySecret);
});
