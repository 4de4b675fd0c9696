// RFC 6749 section 3.2 knows no redirect: the refresh token and our secret would go wherever it points.
import { expect, it } from 'vitest';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';

it('does not follow a redirect', async () => {
  const { outcome, shown, requests } = await refreshAt((_, response) => {
    response.writeHead(307, { location: '/elsewhere' });
    response.end();
  });

  expect(outcome).toMatchObject({
    kind: 'lost',
    reason: 'the token endpoint answered 307 without a JSON object',
  });
  expect(requests).toBe(1);
  expect(shown).not.toMatch(anySecret);
});
