// An authorization server nobody here wrote: the package oidc-provider, with rotation and replay detection switched on (a
// refresh token presented a second time ends its grant), and a person who agrees to everything.
// What it counts, it counts itself: the tests believe it, not us.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { followTo } from './plain-browser.ts';

export interface RegisteredClient {
  readonly id: string;
  readonly secret: string;
  readonly clientAuth: 'basic' | 'body';
}

export interface AuthorizationServer {
  readonly issuer: string;
  /** One that authenticates by the Basic scheme and need not use PKCE, one that does so in the body and must. */
  readonly clients: { readonly plain: RegisteredClient; readonly strict: RegisteredClient };
  readonly redirectUri: string;
  /** Refresh tokens traded so far by a client, and tokens it asked about. */
  books(client: RegisteredClient): { readonly exchanges: number; readonly introspections: number };
  /** Everything it turned away or ended, in words. */
  readonly troubles: readonly string[];
  /** Whether the grant a person gave the client last is in force. */
  isGrantAlive(client: RegisteredClient): Promise<boolean>;
  /** As when the person takes the consent back there. */
  endGrant(client: RegisteredClient): Promise<void>;
  /** What a person's browser comes back with, who follows the link, logs in and agrees. */
  agree(authorizeUrl: string): Promise<URL>;
  /** As a resource server asks (RFC 7662): whose token this is; null when it is not good any more. */
  ownerOf(accessToken: string): Promise<string | null>;
  stop(): Promise<void>;
}

export const person = 'gavin.belson@hooli.example';

export async function startAuthorizationServer(options: {
  readonly accessTokenSeconds: number;
}): Promise<AuthorizationServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Signs that have to be escaped (RFC 6749 section 2.3.1).
  const makeSecret = (): string => `sbxcs-${randomBytes(12).toString('hex')}/+:%`;
  const plain = { id: 'firstlight-plain', secret: makeSecret(), clientAuth: 'basic' } as const;
  const strict = { id: 'firstlight-strict', secret: makeSecret(), clientAuth: 'body' } as const;
  const resource = { id: 'records', secret: randomBytes(16).toString('hex') };
  // Nobody listens there: the browser of this file stops in front of it.
  const redirectUri = 'http://127.0.0.1:9/oauth/callback';
  const exchanges = new Map<string, number>();
  const introspections = new Map<string, number>();
  const grants = new Map<string, string>();
  const addOne = (counts: Map<string, number>, id: string) => counts.set(id, (counts.get(id) ?? 0) + 1);
  const provider = new Provider(issuer, {
    clients: [
      ...[plain, strict].map(({ id, secret, clientAuth }) => ({
        client_id: id,
        client_secret: secret,
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: clientAuth === 'basic' ? 'client_secret_basic' : 'client_secret_post',
      })),
      {
        client_id: resource.id,
        client_secret: resource.secret,
        grant_types: [],
        redirect_uris: [],
        response_types: [],
      },
    ],
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    pkce: {
      methods: ['S256'],
      required: (_context: unknown, client: { clientId: string }) => client.clientId === strict.id,
    },
    ttl: {
      AccessToken: options.accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 60,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
    features: {
      devInteractions: { enabled: false },
      introspection: {
        enabled: true,
        async allowedPolicy(_context: unknown, client: { clientId: string }) {
          addOne(introspections, client.clientId);
          return true;
        },
      },
      revocation: { enabled: true },
    },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    jwks: {
      keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })],
    },
    findAccount: async (_context: unknown, accountId: string) => ({
      accountId,
      claims: async () => ({ sub: accountId }),
    }),
    interactions: {
      url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}`,
    },
  });

  const troubles: string[] = [];
  provider.on('grant.success', ({ oidc }) => {
    if (oidc.params.grant_type === 'refresh_token') addOne(exchanges, oidc.client.clientId);
  });
  provider.on('introspection.error', (_, error) => troubles.push(`introspection: ${error.message}`));
  provider.on('grant.error', (_, error) => troubles.push(`token endpoint: ${error.message}`));
  provider.on('grant.revoked', () => troubles.push('a grant was ended'));
  provider.on('server_error', (_, error) => troubles.push(`server error: ${error.message}`));

  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { prompt, params } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') {
      return provider.interactionFinished(request, response, { login: { accountId: person } });
    }
    const grant = new provider.Grant({ accountId: person, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const grantId = await grant.save();
    grants.set(params.client_id, grantId);
    return provider.interactionFinished(request, response, { consent: { grantId } });
  };
  const callback = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return callback(request, response);
    interact(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });

  return {
    issuer,
    clients: { plain, strict },
    redirectUri,
    books: ({ id }) => ({ exchanges: exchanges.get(id) ?? 0, introspections: introspections.get(id) ?? 0 }),
    troubles,
    isGrantAlive: async ({ id }) => (await provider.Grant.find(grants.get(id)!)) !== undefined,
    async endGrant({ id }) {
      await (await provider.Grant.find(grants.get(id)!))!.destroy();
    },
    agree: (authorizeUrl) => followTo(redirectUri, authorizeUrl),
    async ownerOf(accessToken) {
      const response = await fetch(`${issuer}/token/introspection`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${resource.id}:${resource.secret}`)}` },
        body: new URLSearchParams({ token: accessToken, token_type_hint: 'access_token' }),
      });
      const answer = (await response.json()) as { active?: boolean; sub?: string };
      if (answer.active === undefined) throw new Error(`introspection answered ${JSON.stringify(answer)}`);
      return answer.active ? (answer.sub ?? null) : null;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
