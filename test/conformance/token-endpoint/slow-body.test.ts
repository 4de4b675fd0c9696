// The timeout is for the whole answer: headers in time and a body that never ends are too late as well.
import { expect, it } from 'vitest';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer whose body comes too late', async () => {
  const { outcome, shown } = await refreshAt(
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"access_token":');
    },
    { timeoutMs: 200 },
  );

  expect(outcome).toMatchObject({ kind: 'lost' });
  expect(shown).not.toMatch(anySecret);
});
