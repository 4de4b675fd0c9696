// A status of 200 is no grant as long as the tokens are not here.
import { expect, it } from 'vitest';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer when the connection is reset within it', async () => {
  const { outcome, shown, requests } = await refreshAt((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    response.write('{"access_token":"sbxat-new",', () => request.socket.resetAndDestroy());
  });

  expect(outcome).toMatchObject({ kind: 'lost' });
  expect(requests).toBe(1);
  expect(shown).not.toMatch(anySecret);
});
