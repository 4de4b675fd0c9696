// The request was read and the connection reset: it may have been acted on.
import { expect, it } from 'vitest';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer when the connection is reset before it', async () => {
  const { outcome, shown, requests } = await refreshAt((request) => request.socket.resetAndDestroy());

  expect(outcome).toMatchObject({ kind: 'lost' });
  expect(requests).toBe(1);
  expect(shown).not.toMatch(anySecret);
});
