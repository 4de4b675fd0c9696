// Where introspection is switched off nobody states how long a session lives: it is believed, and a token refused earlier than
// believed shortens the belief.
import { expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/time.ts';
import { believedLifetimeMs, introspectExpiry } from '../../../src/oauth/lifetime.ts';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { control, mint, refresh, provider, openFetch } = atSandbox('salesforce');
/** Of a version that was believed to live so long; `refusedAfterMs` null: it was never refused. */
const next = (believedMs: number, refusedAfterMs: number | null) =>
  believedLifetimeMs(provider(), {
    issued_at: 1_000,
    expires_at: 1_000 + believedMs,
    refused_at: refusedAfterMs === null ? null : 1_000 + refusedAfterMs,
  });

it('is told nothing by introspection that is switched off, and notes which version was refused', async () => {
  await control().setKnobs({ scope: { provider: 'salesforce' }, knobs: { canIntrospect: false } });
  const minted = await mint();
  expect(await introspectExpiry(provider(), minted.accessToken)).toBeNull();
  await control().expireAccessTokens({ grant: minted.grant });
  const newer = grantedOf(await refresh(minted.refreshToken));

  const { fetch, refused } = openFetch([minted.accessToken, newer.tokens.accessToken], minted);

  expect((await fetch('/services/data/v62.0/limits')).status).toBe(200);
  expect(refused).toEqual([1]);
});

it('believes in the default session timeout first', () => {
  expect(next(0, null)).toBe(2 * HOUR);
});

it('believes a token to live no longer than the one that was refused early', () => {
  expect(next(2 * HOUR, 30 * MINUTE)).toBe(30 * MINUTE);
  expect(next(30 * MINUTE, 15 * MINUTE)).toBe(15 * MINUTE);
});

it('learns nothing from a token that was ended within moments, or refused after its believed end', () => {
  expect(next(2 * HOUR, 5 * SECOND)).toBe(2 * HOUR);
  expect(next(30 * MINUTE, HOUR)).toBe(30 * MINUTE);
});

it('believes in longer lives again, little by little, up to the default and no further', () => {
  const lives = [15 * MINUTE];
  for (let versions = 0; versions < 12; versions++) lives.push(next(lives.at(-1)!, null));
  expect(lives[1]).toBe(15 * MINUTE * 1.25);
  expect(lives).toEqual([...lives].sort((one, other) => one - other));
  expect(lives.at(-1)).toBe(2 * HOUR);
  expect(next(24 * HOUR, null)).toBe(24 * HOUR);
});
