// Real HTTP on loopback: whose grant it is, asked of the provider.
import { afterEach, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { fetchIdentity } from '../../src/oauth/identity.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders } from '../../src/providers/registry.ts';
import { startServer, type TestServer } from '../support/http-server.ts';

let server: TestServer | null = null;
afterEach(async () => {
  await server?.stop();
});

async function ask(status: number, body: string) {
  server = await startServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  });
  const file = { id: 'google', userinfoUrl: server.url, clientId: 'client', clientSecret: 'sbxcs-secret' };
  const provider = createProviders({ builtIn: builtInProviders, files: [file], clients: {} }).get('google');
  return fetchIdentity(provider, new Secret('sbxat-token'));
}

it('names the person and the organization', async () => {
  expect(await ask(200, '{"sub":"123","hd":"acme.test"}')).toEqual({
    subject: '123',
    organization: 'acme.test',
  });
});

it('knows nobody where the grant has no right to say', async () => {
  expect(await ask(403, '{}')).toBeNull();
});

it.each([
  [200, '<html>a proxy’s page</html>'],
  [200, 'null'],
  [503, '{}'],
])('takes %i %s for an outage, not for a grant of nobody', async (status, body) => {
  await expect(ask(status, body)).rejects.toMatchObject({ code: 'provider.unavailable' });
});
