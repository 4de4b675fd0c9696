// Revoking removes every scope the person granted to the project, for all of its clients: a "duplicate" that is given back
// takes its siblings with it (web-server guide, "Revoking a token").
import { expect, it } from 'vitest';
import { revoke } from '../../../src/oauth/revoke.ts';
import { atSandbox, grantedOf, refusalOf } from '../at-sandbox.ts';

const { mint, refresh, provider, sandbox } = atSandbox('google');

it('ends the person’s other grants too, and nobody else’s', async () => {
  const colleague = sandbox().tenants[0]!.users[1]!.user;
  const [duplicate, sibling, other] = [await mint(), await mint(), await mint({ user: colleague })];

  expect(await revoke(provider(), duplicate)).toEqual({ kind: 'revoked' });

  refusalOf(await refresh(sibling.refreshToken));
  grantedOf(await refresh(other.refreshToken));
  // So siblings are counted by person before anything is revoked; see the flow test of disconnecting.
  expect(provider().revocationReach ?? 'subject').toBe('subject');
});
