// Past the timeout nobody knows whether the token was spent: it is lost, not "try again".
import { expect, it } from 'vitest';
import { anySecret, refreshAt } from '../../support/refresh-at.ts';

it('loses an answer that comes too late', async () => {
  const { outcome, shown } = await refreshAt(() => {}, { timeoutMs: 100 });

  expect(outcome).toMatchObject({ kind: 'lost' });
  expect(shown).not.toMatch(anySecret);
});
