// RFC 9110 section 15.2: any number of 1xx answers may come before the real one.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('waits for the answer behind 1xx answers', async () => {
  const { outcome, shown } = await refreshAt((_, response) => {
    response.writeProcessing();
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    answerJson(response, 200, granted);
  });

  expect(outcome).toMatchObject({ kind: 'granted', granted: { lifetimeMs: 600_000 } });
  expect(outcome.kind === 'granted' && outcome.granted.tokens.refreshToken?.reveal()).toBe('sbxrt-new');
  expect(shown).not.toMatch(anySecret);
});
