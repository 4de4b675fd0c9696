// How a provider says by itself that access has ended: by a request it signs, by a security event token, or in a journal that
// is read. Whatever it says is a hint (design section 4, `providerHint`): an exchange finds out, and nothing else changes
// anything. Here stands only where a notice comes from and how it is read; checking it is done in src/hints.

/** Accounts a notice is about, in the provider's own ids. What it leaves out, it does not restrict. */
export interface Concerned {
  readonly organization?: string;
  readonly subjects?: readonly string[];
}

export type NoticeReading =
  /** The provider wants its own words back before it sends anything else. */
  | { readonly kind: 'challenge'; readonly answer: string }
  /** `id` is the same when the notice is sent again. */
  | { readonly kind: 'concerns'; readonly id: string; readonly whom: readonly Concerned[] }
  /** Of something else, which is none of our business. */
  | { readonly kind: 'other' };

/** HMAC-SHA256 over `version:timestamp:body` with a secret that only the provider and we have, in hex behind `version=`. */
export interface SignedRequests {
  readonly kind: 'signed_request';
  readonly signatureHeader: string;
  /** Seconds since 1970. */
  readonly timestampHeader: string;
  readonly version: string;
  /** An older request, or one from the future, is a replay. */
  readonly toleranceSeconds: number;
  read(body: Readonly<Record<string, unknown>>): NoticeReading;
}

/** RFC 8417, pushed as RFC 8935 says; the keys are at the provider's `noticeKeysUrl`. */
export interface SecurityEventTokens {
  readonly kind: 'security_event_token';
  readonly issuer: string;
  /** The events after which a grant may be gone. */
  readonly eventTypes: readonly string[];
}

export type NoticeSource = SignedRequests | SecurityEventTokens;

/** Kept by the provider for some days and read by us, at its `journalUrl`, with a token of the app itself (RFC 6749 section 4.4). */
export interface NoticeJournal {
  readonly scopes: readonly string[];
  readonly pollSeconds: number;
  /** What one entry's file says. */
  read(file: Readonly<Record<string, unknown>>): readonly Concerned[];
}
