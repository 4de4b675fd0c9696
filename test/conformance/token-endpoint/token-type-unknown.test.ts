// A token that is not to be sent as a bearer token is of no use here; what was sent is spent all the same.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('cannot use a token of a type it does not speak', async () => {
  const { outcome, shown } = await refreshAt((_, response) =>
    answerJson(response, 200, { ...granted, token_type: 'mac' }),
  );

  expect(outcome).toMatchObject({ kind: 'lost' });
  expect(shown).not.toMatch(anySecret);
});
