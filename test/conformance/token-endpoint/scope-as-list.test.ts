// RFC 6749 section 3.3: one text with spaces. Some answer with a list.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('reads scopes that come as a list', async () => {
  const { outcome, shown } = await refreshAt((_, response) =>
    answerJson(response, 200, { ...granted, scope: ['read', 'write'] }),
  );

  expect(outcome).toMatchObject({ kind: 'granted', granted: { scopes: ['read', 'write'] } });
  expect(shown).not.toMatch(anySecret);
});
