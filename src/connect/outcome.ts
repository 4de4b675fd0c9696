// What can come of a person's way to the provider and back. Kept with the departure for a day, because the browser is sent
// on to a page of its own to read it; so nothing here may be a token, a code or a link.

import type { Actor } from '../domain/diagnosis.ts';
import type { ReauthRequestId } from '../domain/ids.ts';
import type { ClosedReason } from './read-link.ts';

/** A permission the person left out. */
export interface MissingScope {
  readonly scope: string;
  /** What does not work without it. */
  readonly breaks: readonly { readonly tool: string; readonly does: string }[];
}

/** Those with an account and a provider to speak of. */
export type AnsweredOutcome =
  /** `tryAgain` is the request by which the person may give what is missing. */
  | {
      readonly kind: 'connected';
      readonly missing: readonly MissingScope[];
      readonly tryAgain: ReauthRequestId | null;
    }
  | { readonly kind: 'reauthorized'; readonly missing: readonly MissingScope[] }
  /** Safely stored; the account's workflow did not answer in time and takes it up by itself. */
  | { readonly kind: 'staged' }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'refused'; readonly actor: Actor; readonly summary: string }
  | { readonly kind: 'provider_away' }
  | { readonly kind: 'no_refresh_token' }
  | { readonly kind: 'scopes_missing'; readonly missing: readonly MissingScope[] }
  | { readonly kind: 'identity_unknown' }
  | { readonly kind: 'identity_mismatch' }
  /** Not an answer of this provider to this question, or not a whole one. */
  | { readonly kind: 'invalid' };

export type Outcome =
  /** We failed, not the person and not the provider. */
  | { readonly kind: 'trouble' }
  | { readonly kind: 'other_browser' }
  | { readonly kind: 'closed'; readonly reason: ClosedReason }
  | (AnsweredOutcome & {
      readonly purpose: 'connect' | 'reauthorize';
      readonly account: string;
      readonly provider: string;
      readonly label: string;
    });

/** What a web app is told with its person (`?account=…&status=…`); null where the person had better read a page first. */
export function statusFor(outcome: Outcome): 'connected' | 'reauthorized' | 'declined' | 'pending' | null {
  switch (outcome.kind) {
    case 'connected':
    case 'reauthorized':
      return outcome.missing.length === 0 ? outcome.kind : null;
    case 'declined':
      return 'declined';
    case 'staged':
      return 'pending';
    default:
      return null;
  }
}
