// A 200 with nothing in it proves nothing.
import { expect, it } from 'vitest';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer of no bytes', async () => {
  const { outcome, shown } = await refreshAt((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('');
  });

  expect(outcome).toMatchObject({
    kind: 'lost',
    reason: 'the token endpoint answered 200 without a JSON object',
  });
  expect(shown).not.toMatch(anySecret);
});
