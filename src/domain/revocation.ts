// What became of a grant at its provider when its account was disconnected. Here it is erased in every case; this says what
// is left of it over there.

export type Revocation =
  | { readonly kind: 'revoked' }
  /** Revoking it may end the grants of so many other accounts, so it was let be. */
  | { readonly kind: 'shared'; readonly siblings: number }
  /** There is nothing to revoke with, or nowhere to do it. */
  | { readonly kind: 'not_offered' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Asked several times. */
  | { readonly kind: 'unanswered' };
