// RFC 9110 section 15.2.2: a 101 nobody asked for ends the conversation; it is no answer.
import { expect, it } from 'vitest';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer that switches protocols', async () => {
  const { outcome, shown } = await refreshAt((request) => {
    request.socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n');
  });

  expect(outcome).toMatchObject({ kind: 'lost' });
  expect(shown).not.toMatch(anySecret);
});
