// RFC 6749 section 5.1: an object. A list is nobody’s token answer, whatever stands in it.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer that is a list', async () => {
  const { outcome, shown } = await refreshAt((_, response) => answerJson(response, 200, [granted]));

  expect(outcome).toMatchObject({
    kind: 'lost',
    reason: 'the token endpoint answered 200 without a JSON object',
  });
  expect(shown).not.toMatch(anySecret);
});
