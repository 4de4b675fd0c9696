// The apps registered with the sandbox: one a provider. An app's secret can be changed under the client's feet, which
// breaks all its accounts at once.

import { timingSafeEqual } from 'node:crypto';

export interface RegisteredClient {
  readonly provider: string;
  readonly clientId: string;
  readonly appName: string;
  /** The secret given out at the start. */
  readonly firstSecret: string;
  /** Signs what the provider sends to the app, where it signs with a secret. */
  readonly noticeSecret: string;
  secret: string;
}

export class ClientStore {
  readonly #byProvider = new Map<string, RegisteredClient>();

  register(client: Omit<RegisteredClient, 'firstSecret'>): RegisteredClient {
    const registered = { ...client, firstSecret: client.secret };
    this.#byProvider.set(client.provider, registered);
    return registered;
  }

  of(provider: string): RegisteredClient {
    const client = this.#byProvider.get(provider);
    if (!client) throw new Error(`No client is registered for provider ${provider}.`);
    return client;
  }
}

export function isSecretOf(client: RegisteredClient, presented: string): boolean {
  const [one, other] = [Buffer.from(client.secret), Buffer.from(presented)];
  return one.length === other.length && timingSafeEqual(one, other);
}
