// What a provider is to the sandbox: its listeners, its OAuth and the file entry that points a product at it. One folder
// holds one provider; the list is in providers.ts. Nothing outside that folder may ask which provider it has before it.

import type { RouteTable } from './http/route.ts';
import type { SomeKnobs } from './knobs.ts';
import type { MakeNotice } from './notice.ts';
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
  readonly noticeSecret?: string;
  readonly noticeKeysUrl?: string;
  readonly journalUrl?: string;
  readonly requestLimits: readonly [];
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface SandboxProvider {
  readonly id: string;
  readonly name: string;
  readonly knobs: SomeKnobs;
  readonly dialect: Dialect;
  /** What it says by itself of access that has ended, by the name of the event. */
  readonly notices?: { readonly events: readonly string[]; readonly make: MakeNotice };
  readonly listeners: ReadonlyArray<{ readonly name: string; readonly table: RouteTable }>;
  /** Its addresses; called when every listener has its port. */
  endpoints(): Omit<ProviderOverride, 'id' | 'requestLimits' | 'clientId' | 'clientSecret'>;
}

export type MakeProvider = (state: SandboxState, options: ProviderOptions) => SandboxProvider;

export interface ProviderOptions {
  readonly salesforceInstances: number;
}
