// RFC 6749 section 5.2: a description is for people. Some quote the request, as it came or read.
import { expect, it } from 'vitest';
import { answerJson } from '../../support/http-server.ts';
import { anySecret, oldRefreshToken, refreshAt } from '../../support/refresh-at.ts';

it('shows none of what it sent when the refusal quotes it', async () => {
  const { outcome, shown } = await refreshAt((request, response) =>
    answerJson(response, 400, {
      error: 'invalid_grant',
      error_description: `${request.body} of ${request.headers.authorization} (${oldRefreshToken})`,
    }),
  );

  expect(outcome).toMatchObject({ kind: 'refused', diagnosis: { facts: { error: 'invalid_grant' } } });
  expect(shown).not.toContain(Buffer.from('client:').toString('base64').slice(0, 8));
  expect(shown).not.toMatch(anySecret);
});
