// What the doctor makes of the histories it had time for: never more than it has seen. No server.
import { expect, it } from 'vitest';
import { tellSound } from '../../src/doctor/payloads.ts';

const seen = (plain: number, ...keys: string[]) => ({ plain, keys: new Set(keys) });
const sound = { mode: 'sealing', looked: [seen(0, 'new')], notLookedAt: 0, others: [] };

it('calls sealed safe only where it has looked at everything', () => {
  expect(tellSound(sound)).toMatchObject({ health: 'ok', says: expect.stringContaining('sealed is safe') });
  const partly = tellSound({ ...sound, notLookedAt: 7 });
  expect(partly.says).not.toContain('is safe');
  expect(partly.says).toMatch(
    /None of them is against .*sealed\. Not looked at: 7; `firstlight keys` looks at all\./,
  );
});

it('says what stands against sealed, and says nothing of it where it is set', () => {
  const { says } = tellSound({ ...sound, looked: [seen(2, 'new'), seen(1), seen(0)] });
  expect(says).toContain('sealed is not safe yet: 2 of them hold something that nobody sealed');
  expect(tellSound({ ...sound, mode: 'sealed' }).says).not.toContain('FIRSTLIGHT_PAYLOADS');
});

it('warns of an old key that is needed, and lets it go only where it has looked at everything', () => {
  const others = ['old'];
  const needed = tellSound({ ...sound, others, looked: [seen(0, 'new', 'old'), seen(0, 'new')] });
  expect(needed).toMatchObject({
    health: 'warning',
    todo: expect.stringContaining('firstlight keys rotate'),
  });
  expect(needed.says).toContain('Master key "old" is still needed by 1 of them.');
  expect(tellSound({ ...sound, others }).says).toContain('"old" is needed by none of them');
  expect(tellSound({ ...sound, others, notLookedAt: 1 }).says).toContain(
    'None of them needs master key "old".',
  );
});
