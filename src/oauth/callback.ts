// What came back with the person's browser: checked as RFC 6749 section 4.1.2 and RFC 9207 (`iss`) want it.

import * as oauth from 'oauth4webapi';
import type { Provider } from '../providers/registry.ts';
import { clientOf, serverOf } from './token-requests.ts';

export type Callback =
  | { readonly kind: 'code'; readonly parameters: URLSearchParams }
  /** The person said no, or the provider did; `error` is the OAuth code. */
  | { readonly kind: 'declined'; readonly error: string }
  | { readonly kind: 'invalid'; readonly reason: string };

export function readCallback(provider: Provider, url: URL, state: string): Callback {
  const error = url.searchParams.get('error');
  if (error) return { kind: 'declined', error: error.slice(0, 60) };
  try {
    const server = { ...serverOf(provider), issuer: issuerOf(provider, url) };
    return {
      kind: 'code',
      parameters: oauth.validateAuthResponse(server, clientOf(provider), url, state),
    };
  } catch (problem) {
    return { kind: 'invalid', reason: (problem as Error).message };
  }
}

/** An issuer may have a path (a realm, a tenant); what RFC 9207 guards against is an answer from another server's origin. */
function issuerOf(provider: Provider, url: URL): string {
  const { origin } = new URL(provider.authorizeUrl);
  const named = url.searchParams.get('iss');
  return named !== null && URL.canParse(named) && new URL(named).origin === origin ? named : origin;
}
