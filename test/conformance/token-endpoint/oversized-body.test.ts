// No token answer is longer than 256 KB; one without an end must not be read to the end.
import { expect, it } from 'vitest';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';
import { until } from '../../support/until.ts';

it('stops reading an answer that does not end', async () => {
  let hasHungUp = false;
  const { outcome, shown } = await refreshAt((_, response) => {
    response.on('close', () => {
      hasHungUp = true;
    });
    response.writeHead(200, { 'content-type': 'application/json' });
    const writeOn = (): void => {
      while (!response.destroyed && response.write(' '.repeat(16_384)));
      response.once('drain', writeOn);
    };
    writeOn();
  });

  expect(outcome).toMatchObject({
    kind: 'lost',
    reason: 'the token endpoint answered 200 without a JSON object',
  });
  await until('the server sees the connection close', async () => hasHungUp);
  expect(shown).not.toMatch(anySecret);
});
