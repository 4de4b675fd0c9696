// RFC 8259: one value. Two of them in a body, and nobody knows which is meant.
import { expect, it } from 'vitest';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer of two JSON documents', async () => {
  const { outcome, shown } = await refreshAt((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(granted)}\n${JSON.stringify(granted)}`);
  });

  expect(outcome).toMatchObject({
    kind: 'lost',
    reason: 'the token endpoint answered 200 without a JSON object',
  });
  expect(shown).not.toMatch(anySecret);
});
