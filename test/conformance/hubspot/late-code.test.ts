// A code that is too old, used up or unknown is told by HubSpot's own status: the person must give the permission again, and
// no operator is woken.
import { expect, it } from 'vitest';
import { atSandbox, refusalOf } from '../at-sandbox.ts';

const { control, consent } = atSandbox('hubspot');

it('asks the person again when the code was not picked up in time', async () => {
  await control().setKnobs({ scope: { provider: 'hubspot' }, knobs: { codeLifetimeSeconds: 0.001 } });

  expect(refusalOf((await consent()).outcome)).toMatchObject({
    actor: 'person',
    facts: { error: 'EXPIRED_AUTH_CODE' },
  });
});
