// A refresh leaves the old access token alive; of a grant at most two live, and one more drops the oldest ("Using token
// rotation").
import { expect, it } from 'vitest';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { mint, refresh, openFetch } = atSandbox('slack');

it('finishes a call with the token before the newest, and replaces the one before that', async () => {
  const minted = await mint();
  const second = grantedOf(await refresh(minted.refreshToken));
  const old = openFetch([minted.accessToken, second.tokens.accessToken], minted);
  expect(await (await old.fetch('/api/auth.test')).json()).toMatchObject({ ok: true });
  expect(old.used).toEqual([1]);

  const third = grantedOf(await refresh(second.tokens.refreshToken!));
  const older = openFetch([minted.accessToken, third.tokens.accessToken], minted);

  expect(await (await older.fetch('/api/auth.test')).json()).toMatchObject({ ok: true });
  expect(older.used).toEqual([1, 2]);
});
