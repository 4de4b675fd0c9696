// Whether a grant that a person just gave may stand in for the old one. Real HTTP on loopback where a provider is asked.
import { describe, expect, it } from 'vitest';
import { examineGrant, findMissingScopes, isSomebodyElse } from '../../src/connect/examine-grant.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { GrantedTokens } from '../../src/oauth/token-requests.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders, type Provider } from '../../src/providers/registry.ts';
import { answerJson, serve } from '../support/http-server.ts';

async function providerAnswering(id: string, ...[answer]: Parameters<typeof serve>): Promise<Provider> {
  const server = await serve(answer);
  const hasUserinfo = builtInProviders.some((one) => one.id === id && one.userinfoUrl);
  return createProviders({
    builtIn: builtInProviders,
    files: [
      {
        id,
        clientId: 'client',
        clientSecret: 'sbxcs-x',
        introspectUrl: server.url,
        ...(hasUserinfo && { userinfoUrl: server.url }),
      },
    ],
    clients: {},
  }).get(id);
}

const granted = (more: Partial<GrantedTokens> = {}): GrantedTokens => ({
  tokens: { accessToken: new Secret('sbxat-new'), refreshToken: new Secret('sbxrt-new') },
  issuedAt: Date.now(),
  lifetimeMs: 3_600_000,
  refreshExpiresAt: null,
  scopes: null,
  externalSubject: null,
  externalOrganization: null,
  apiBaseUrl: null,
  ...more,
});

const known = { external_subject: '42', external_organization: null };

describe('a new grant', () => {
  it('is fit when it lasts, covers everything and says whose it is', async () => {
    const google = await providerAnswering('google', (request, response) => {
      expect(request.headers.authorization).toBe('Bearer sbxat-new');
      answerJson(response, 200, { sub: '42', hd: 'acme.example' });
    });

    const examined = await examineGrant(google, known, ['openid'], granted({ scopes: ['openid'] }));

    expect(examined).toEqual({ kind: 'fit', subject: '42', organization: 'acme.example' });
  });

  it('is asked for its owner by introspection where the provider has no userinfo', async () => {
    const hubspot = await providerAnswering('hubspot', (request, response) => {
      expect(new URLSearchParams(request.body).get('token')).toBe('sbxat-new');
      answerJson(response, 200, { active: true, user_id: 42, hub_id: 7 });
    });

    expect(await examineGrant(hubspot, known, [], granted())).toEqual({
      kind: 'fit',
      subject: '42',
      organization: '7',
    });
  });

  it('is not fit without a refresh token', async () => {
    const google = await providerAnswering('google', (_, response) => answerJson(response, 500, {}));
    const tokens = { accessToken: new Secret('sbxat-new'), refreshToken: null };

    expect(await examineGrant(google, known, [], granted({ tokens }))).toEqual({ kind: 'no_refresh_token' });
  });

  it('is not fit when it will not say whose it is and the account’s owner is known', async () => {
    const google = await providerAnswering('google', (_, response) => answerJson(response, 403, {}));

    expect(await examineGrant(google, known, [], granted())).toEqual({ kind: 'identity_unknown' });
    expect(await examineGrant(google, { ...known, external_subject: null }, [], granted())).toEqual({
      kind: 'fit',
      subject: null,
      organization: null,
    });
  });

  it('must name the organization where a grant is the organization’s, and may leave the person out', async () => {
    const hubspot = await providerAnswering('hubspot', (_, response) =>
      answerJson(response, 200, { active: false }),
    );
    const ours = { external_subject: '42', external_organization: '7' };

    expect(await examineGrant(hubspot, ours, [], granted({ externalSubject: '43' }))).toEqual({
      kind: 'identity_unknown',
    });
    expect(await examineGrant(hubspot, ours, [], granted({ externalOrganization: '7' }))).toEqual({
      kind: 'fit',
      subject: null,
      organization: '7',
    });
  });

  it('is not judged while the provider cannot say whose it is', async () => {
    const google = await providerAnswering('google', (_, response) => answerJson(response, 503, {}));

    expect(await examineGrant(google, known, [], granted())).toEqual({ kind: 'provider_away' });
  });
});

describe('somebody else', () => {
  const whose = (external_subject: string | null, external_organization: string | null) => ({
    external_subject,
    external_organization,
  });

  it.each([
    ['the same person', whose('a', 'x'), whose('a', 'x'), false, false],
    ['a colleague', whose('a', 'x'), whose('b', 'x'), true, false],
    ['the same person in another organization', whose('a', 'x'), whose('a', 'y'), true, true],
    ['another person, whose organization is not said', whose('a', 'x'), whose('b', null), true, true],
    [
      'another person, where the organization was never learned',
      whose('a', null),
      whose('b', 'x'),
      true,
      true,
    ],
    ['anybody, where nothing was ever learned', whose(null, null), whose('b', 'x'), false, false],
  ])('is judged by person or by organization: %s', (_, before, after, byPerson, byOrganization) => {
    expect(isSomebodyElse({}, before, after)).toBe(byPerson);
    expect(isSomebodyElse({ identityIs: 'organization' }, before, after)).toBe(byOrganization);
  });
});

describe('missing scopes', () => {
  const google = builtInProviders.find((provider) => provider.id === 'google')!;

  it('are those asked for and not granted', () => {
    expect(findMissingScopes(google, ['openid', 'drive'], ['openid'])).toEqual(['drive']);
  });

  it('do not include what the provider answers under another name', () => {
    const answered = ['openid', 'https://www.googleapis.com/auth/userinfo.email'];

    expect(findMissingScopes(google, ['openid', 'email'], answered)).toEqual([]);
    expect(findMissingScopes(google, answered, ['openid', 'email'])).toEqual([]);
  });

  it('are none where the answer names no scopes', () => {
    expect(findMissingScopes(google, ['openid'], null)).toEqual([]);
  });
});
