// What a provider is to the sandbox: its listeners, its OAuth and the file entry that points a product at it. One folder
// holds one provider; the list is in providers.ts. Nothing outside that folder may ask which provider it has before it.

import type { RouteTable } from './http/route.ts';
import type { SomeKnobs } from './knobs.ts';
import type { Dialect } from './oauth/dialect.ts';
import type { SandboxState } from './state.ts';

/** In the shape of a provider file: laid over a product's built-in provider of the same id. */
export interface ProviderOverride {
  readonly id: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly revokeUrl?: string;
  readonly introspectUrl?: string;
  readonly userinfoUrl?: string;
  readonly apiOrigins: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface SandboxProvider {
  readonly id: string;
  readonly name: string;
  readonly knobs: SomeKnobs;
  readonly dialect: Dialect;
  readonly listeners: ReadonlyArray<{ readonly name: string; readonly table: RouteTable }>;
  /** Its addresses; called when every listener has its port. */
  endpoints(): Omit<ProviderOverride, 'id' | 'clientId' | 'clientSecret'>;
}

export type MakeProvider = (state: SandboxState, options: ProviderOptions) => SandboxProvider;

export interface ProviderOptions {
  readonly salesforceInstances: number;
}
