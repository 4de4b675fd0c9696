// `not yet` is the answer of a moment. An account nobody watches, whose token endpoint is away for a while, serves the first
// caller that asks after it is back; what an earlier caller was told does not stick.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tryCall } from '../support/crash.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('serves a caller once the token endpoint is back, however many were told `not yet` before', async () => {
  await stage.control.setKnobs({ scope: { provider: 'google' }, knobs: { accessLifetimeSeconds: 20 } });
  const connected = await acme.connect('google');
  const { grant } = connected.grant;
  await stage.control.addFault({ on: 'token', grant, times: null, habit: { kind: 'unavailable' } });
  await stage.control.expireAccessTokens({ grant });
  for (let told = 0; told < 5; told++) expect(await tryCall(acme, connected)).toBe('not_yet');

  await stage.control.clearFaults();

  await until('a caller is served', async () => (await tryCall(acme, connected)) === 'ok', 25_000);
});
