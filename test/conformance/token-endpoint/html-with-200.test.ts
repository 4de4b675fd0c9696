// A captive portal, a proxy or a login page: the request may have been acted on behind it.
import { expect, it } from 'vitest';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer that is a page', async () => {
  const { outcome, shown } = await refreshAt((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<html>Please log in to continue</html>');
  });

  expect(outcome).toMatchObject({
    kind: 'lost',
    reason: 'the token endpoint answered 200 without a JSON object',
  });
  expect(shown).not.toMatch(anySecret);
});
