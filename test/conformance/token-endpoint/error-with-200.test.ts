// RFC 6749 section 5.2: an error has status 400. In a 200 it is an error all the same, and never a token.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';

it('reads a refusal in a 200', async () => {
  const { outcome, shown } = await refreshAt((_, response) =>
    answerJson(response, 200, { error: 'invalid_grant', error_description: 'used before' }),
  );

  expect(outcome).toMatchObject({
    kind: 'refused',
    diagnosis: { cause: 'user_revoked', facts: { error: 'invalid_grant', description: 'used before' } },
  });
  expect(shown).not.toMatch(anySecret);
});
