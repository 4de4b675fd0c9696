// What the speed does to the wire: whole seconds, rounded down, at least one, and never more than the token lives.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPace } from '../../src/sandbox/pace.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { mint, postForm, refresh } from './requests.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 400 });
});
afterAll(() => sandbox.stop());

const pace = (speed: number) => createPace(speed, new AbortController().signal);

it.each([
  [1, 1800, 1800, 1_800_000],
  [360, 1800, 5, 5_000],
  [400, 1800, 4, 4_500],
  [400, 3599, 8, 8_997.5],
  [3600, 1800, 1, 1_000],
])(
  'at speed %i a life of %i seconds is %i on the wire and %d ms in truth',
  (speed, seconds, wireSeconds, realMs) => {
    expect(pace(speed).lifetimeOf(seconds)).toEqual({ wireSeconds, realMs });
  },
);

it('shortens expires_in and keeps the token alive for at least that long', async () => {
  const minted = await mint(sandbox, 'hubspot');
  const { body } = await refresh(sandbox.providerOverrides.hubspot!, minted.refresh);
  const [books] = await sandbox.control.grants({ grant: minted.grant });
  const { issuedAt, expiresAt } = books!.tokens.at(-1)!;

  expect(body.expires_in).toBe(4);
  expect(expiresAt - issuedAt).toBe(4_500);
});

it('gives introspection its fraction of a second', async () => {
  const { clientId, clientSecret, introspectUrl } = sandbox.providerOverrides.salesforce!;
  await sandbox.control.setKnobs({
    scope: { provider: 'salesforce' },
    knobs: { accessLifetimeSeconds: 900 },
  });
  const minted = await mint(sandbox, 'salesforce');

  const { body } = await postForm(introspectUrl!, {
    token: minted.access,
    client_id: clientId,
    client_secret: clientSecret,
  });

  expect(body.exp - body.iat).toBeCloseTo(2.25, 3);
});

it('divides the length of a data call', async () => {
  await sandbox.control.setKnobs({ knobs: { secondsPerCall: 40 } });
  const minted = await mint(sandbox, 'hubspot');
  const startedAt = performance.now();

  await fetch(`${sandbox.origins.hubspot}/account-info/v3/details`, {
    headers: { authorization: `Bearer ${minted.access}` },
  });

  const tookMs = performance.now() - startedAt;
  expect(tookMs).toBeGreaterThanOrEqual(95);
  expect(tookMs).toBeLessThan(5_000);
});

it('divides the wait a Retry-After asks for, in whole seconds', async () => {
  const minted = await mint(sandbox, 'google');
  await sandbox.control.addFault({
    on: 'token',
    grant: minted.grant,
    habit: { kind: 'rate_limited', retryAfterSeconds: 900 },
  });

  const { status, headers } = await refresh(sandbox.providerOverrides.google!, minted.refresh);

  expect([status, headers.get('retry-after')]).toEqual([429, '3']);
});
