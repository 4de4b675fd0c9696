// A 200 without an access token: something was granted that cannot be read.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, granted, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer that holds no access token', async () => {
  const { outcome, shown } = await refreshAt((_, response) =>
    answerJson(response, 200, { ...granted, access_token: undefined }),
  );

  expect(outcome).toMatchObject({ kind: 'lost' });
  expect(shown).not.toMatch(anySecret);
});
