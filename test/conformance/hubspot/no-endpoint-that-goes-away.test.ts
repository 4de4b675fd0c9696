// HubSpot's v1 OAuth endpoints are removed on 2027-02-16 (changelog "v1 OAuth API deprecation"); they had tokens in the path.
import { expect, it } from 'vitest';
import { checkGrant } from '../../../src/oauth/check-grant.ts';
import { fetchIdentity } from '../../../src/oauth/identity.ts';
import { revoke } from '../../../src/oauth/revoke.ts';
import { hubspot } from '../../../src/providers/hubspot.ts';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { control, consent, refresh, provider } = atSandbox('hubspot');

it('asks nothing of v1 in the whole life of a grant, and puts no token into a path', async () => {
  const { tokens } = grantedOf((await consent()).outcome);
  await fetchIdentity(provider(), tokens.accessToken);
  await checkGrant(provider(), provider().apiOrigins[0]!, tokens, []);
  grantedOf(await refresh(tokens.refreshToken!));
  await revoke(provider(), tokens);

  const paths = (await control().calls({ provider: 'hubspot' })).map((call) => call.path);
  expect(paths.filter((path) => path.startsWith('/oauth/'))).toHaveLength(5);
  expect(paths.filter((path) => path.startsWith('/oauth/v1/'))).toEqual([]);
  expect(paths.join()).not.toMatch(/sbx(at|rt|ac)/);
});

it('has no such endpoint in its definition either', () => {
  const { tokenUrl, revokeUrl, introspectUrl } = hubspot;
  for (const url of [tokenUrl, revokeUrl, introspectUrl]) expect(url).toMatch(/\/oauth\/2026-\d\d\/token/);
});
