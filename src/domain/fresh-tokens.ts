// The port through which a tool (or anything that holds a stale token) asks for a newer one.
// Implemented in src/temporal, wired where processes are built; src/oauth knows only this interface.

import type { AccountRef } from './ids.ts';

export interface FreshWish {
  /** The caller has this version and cannot use it: it wants any later one. */
  readonly notVersion: number;
  /** The last exchange in the journal when the caller looked: makes callers of one moment share one update. */
  readonly attemptEpoch: string;
  readonly seq: number;
  /** How long the caller will wait for the provider. It never waits for a person. */
  readonly patienceMs: number;
}

export type FreshAnswer =
  | { readonly kind: 'fresh'; readonly version: number }
  | { readonly kind: 'reauth_required' | 'held' | 'disconnected'; readonly seq: number }
  | { readonly kind: 'not_yet'; readonly reason: string; readonly retryAfterMs: number };

export interface FreshTokens {
  ensureFresh(ref: AccountRef, wish: FreshWish): Promise<FreshAnswer>;
}
