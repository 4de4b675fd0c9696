// What checking a notice can come to, in the words of RFC 8935 section 2.4, which do for every provider: whoever sends
// notices reads the status, and a person who sets it up reads the description.

export interface NoticeRequest {
  header(name: string): string | undefined;
  /** As it came: a signature is over the bytes. */
  readonly body: string;
}

export type NoticeError =
  | 'invalid_request'
  | 'invalid_key'
  | 'invalid_issuer'
  | 'invalid_audience'
  | 'authentication_failed';

export type Verified<Claims> =
  | { readonly kind: 'verified'; readonly claims: Claims }
  | { readonly kind: 'refused'; readonly err: NoticeError; readonly description: string }
  /** The provider's keys cannot be fetched for the moment: it may be genuine, and should come again. */
  | { readonly kind: 'unverifiable' };
