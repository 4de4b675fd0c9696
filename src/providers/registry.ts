// Providers as this installation knows them: the definition, and our client registration there where we have one.

import { Failure } from '../domain/failures.ts';
import { Secret } from '../domain/secret.ts';
import { type ProviderDefinition, usualExchangesPerSecond, usualProbesPerSecond } from './define-provider.ts';
import { findMissing, isWhole, type ProviderFile } from './provider-file.ts';

export interface Client {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

export interface Provider extends ProviderDefinition {
  /** Our registration's id: accounts are numbered and paced within it. */
  readonly app: string;
  readonly client: Client;
  readonly exchangesPerSecond: number;
  readonly probesPerSecond: number;
  /** What the provider signs its notices with; null where none is configured, and then none are taken. */
  readonly noticeSecret: Secret | null;
}

export interface Providers {
  readonly ids: readonly string[];
  /** Those we have a client for. */
  readonly configured: readonly Provider[];
  /** Throws, in words, when there is no such provider or no client for it. */
  get(id: string): Provider;
}

export function createProviders(input: {
  readonly builtIn: readonly ProviderDefinition[];
  readonly files: readonly ProviderFile[];
  readonly clients: Readonly<Record<string, Client>>;
  readonly noticeSecrets?: Readonly<Record<string, Secret>>;
}): Providers {
  const definitions = new Map(input.builtIn.map((provider) => [provider.id, provider]));
  const clients = new Map(Object.entries(input.clients));
  const noticeSecrets = new Map(Object.entries(input.noticeSecrets ?? {}));
  for (const file of input.files) {
    const { clientId, clientSecret, noticeSecret, ...fields } = file;
    const known = definitions.get(file.id);
    definitions.set(file.id, known ? { ...known, ...fields } : defineFromFile(file));
    if (clientId && clientSecret) clients.set(file.id, { clientId, clientSecret: new Secret(clientSecret) });
    if (noticeSecret) noticeSecrets.set(file.id, new Secret(noticeSecret));
  }
  const ids = [...definitions.keys()].sort();

  const get = (id: string): Provider => {
    const definition = definitions.get(id);
    if (!definition) {
      throw new Failure('tool.input_invalid', `there is no provider "${id}"; there are ${ids.join(', ')}`);
    }
    const client = clients.get(id);
    if (!client) {
      const name = id.toUpperCase().replaceAll('-', '_');
      throw new Failure(
        'app.misconfigured',
        `${definition.name} has no client here yet; set ${name}_CLIENT_ID and ${name}_CLIENT_SECRET (the app you registered there)`,
      );
    }
    return {
      ...definition,
      client,
      app: definition.id,
      exchangesPerSecond: definition.exchangesPerSecond ?? usualExchangesPerSecond,
      probesPerSecond: definition.probesPerSecond ?? usualProbesPerSecond,
      noticeSecret: noticeSecrets.get(id) ?? null,
    };
  };
  return { ids, configured: ids.filter((id) => clients.has(id)).map(get), get };
}

/** Where nothing is documented: the lifetime most authorization servers come with. */
const usualLifetimeSeconds = 3600;

/** A provider that is data: what RFC 6749 and RFC 7662 say, and no habits beyond those the file declares. */
function defineFromFile(file: ProviderFile): ProviderDefinition {
  if (!isWhole(file)) {
    throw new Failure(
      'app.misconfigured',
      `"${file.id}" is not built in, and its file lacks ${findMissing({ ...file }).join(', ')}.`,
    );
  }
  const { clientId: _id, clientSecret: _secret, noticeSecret: _notices, ...fields } = file;
  return {
    ...fields,
    lifetime: fields.introspectUrl ? 'introspection' : 'expires_in',
    accessTokenLifetimeSeconds: fields.accessTokenLifetimeSeconds ?? usualLifetimeSeconds,
    grantIdleLimitDays: fields.grantIdleLimitDays ?? null,
    refusals: [],
  };
}

/** Whether a token of this provider may be sent to the URL's origin. */
export function isAllowedOrigin(provider: Pick<ProviderDefinition, 'apiOrigins'>, url: URL): boolean {
  return provider.apiOrigins.some((pattern) => {
    if (!pattern.includes('*')) return new URL(pattern).origin === url.origin;
    const [before, after] = pattern.split('*') as [string, string];
    const middle = url.origin.slice(before.length, url.origin.length - after.length);
    return (
      url.origin.length > before.length + after.length &&
      url.origin.startsWith(before) &&
      url.origin.endsWith(after) &&
      /^[a-z0-9.-]+$/i.test(middle)
    );
  });
}
