// What came back with the person's browser: checked as RFC 6749 section 4.1.2 and RFC 9207 (`iss`) want it, errors included,
// because a "no" ends waits and must be as genuine as a "yes". Whose problem an error is, the provider's table says first.
// Never passes on what a provider wrote in `error_description`.

import * as oauth from 'oauth4webapi';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Provider } from '../providers/registry.ts';
import { diagnoseRefusal } from './diagnose-refusal.ts';
import { clientOf, serverOf } from './token-requests.ts';

export type Callback =
  | { readonly kind: 'code'; readonly parameters: URLSearchParams }
  /** The person said no. */
  | { readonly kind: 'declined'; readonly error: string }
  /** It passes: the provider has trouble of its own. */
  | { readonly kind: 'away' }
  /** The provider did, e.g. because an administrator must let the app in first. */
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'invalid'; readonly reason: string };

export function readCallback(provider: Provider, url: URL, state: string): Callback {
  try {
    const server = { ...serverOf(provider), issuer: issuerOf(provider, url) };
    return {
      kind: 'code',
      parameters: oauth.validateAuthResponse(server, clientOf(provider), url, state),
    };
  } catch (problem) {
    if (problem instanceof oauth.AuthorizationResponseError) {
      return readError(provider, problem.error.slice(0, 60), problem.error_description ?? '');
    }
    return { kind: 'invalid', reason: (problem as Error).message };
  }
}

/** Salesforce's page "OAuth flow errors" has `access-denied` as well as `access_denied`, read 2026-11-24. */
const declines = ['access_denied', 'access-denied'];

function readError(provider: Provider, error: string, description: string): Callback {
  if (declines.includes(error)) return { kind: 'declined', error };
  // A redirect has no status; its error is one all the same.
  const body = { error, error_description: description };
  const { diagnosis } = diagnoseRefusal(provider, { status: 400, body }, [])!;
  if (diagnosis.actor === 'nobody') return { kind: 'away' };
  // At this door nobody but the app can be asking for too much (RFC 6749 section 4.1.2.1).
  if (error !== 'invalid_scope' && diagnosis.actor !== 'operator') return { kind: 'refused', diagnosis };
  const code = /^[\w.-]{1,60}$/.test(error) ? ` (${error})` : '';
  const summary = `${provider.name} does not let this app ask for what it asks for${code}.`;
  return { kind: 'refused', diagnosis: { ...diagnosis, actor: 'operator', summary } };
}

/** An issuer may have a path (a realm, a tenant); what RFC 9207 guards against is an answer from another server's origin. */
function issuerOf(provider: Provider, url: URL): string {
  const { origin } = new URL(provider.authorizeUrl);
  const named = url.searchParams.get('iss');
  return named !== null && URL.canParse(named) && new URL(named).origin === origin ? named : origin;
}
