// RFC 6749 section 5.1 asks for application/json; what counts is that the body is a JSON object.
import { expect, it } from 'vitest';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('takes JSON that calls itself text', async () => {
  const { outcome, shown } = await refreshAt((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(JSON.stringify(granted));
  });

  expect(outcome).toMatchObject({ kind: 'granted', granted: { lifetimeMs: 600_000 } });
  expect(outcome.kind === 'granted' && outcome.granted.tokens.refreshToken?.reveal()).toBe('sbxrt-new');
  expect(shown).not.toMatch(anySecret);
});
