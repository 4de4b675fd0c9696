// What came back with the person's browser: checked as RFC 6749 section 4.1.2 and RFC 9207 (`iss`) want it.

import * as oauth from 'oauth4webapi';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Provider } from '../providers/registry.ts';
import { diagnoseRefusal } from './diagnose-refusal.ts';
import { clientOf, serverOf } from './token-requests.ts';

export type Callback =
  | { readonly kind: 'code'; readonly parameters: URLSearchParams }
  /** The person said no. */
  | { readonly kind: 'declined'; readonly error: string }
  /** The provider did, e.g. because an administrator must let the app in first. */
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'invalid'; readonly reason: string };

/** RFC 6749 section 4.1.2.1; Salesforce's own page has it with a hyphen as well. */
const denials = ['access_denied', 'access-denied'];

export function readCallback(provider: Provider, url: URL, state: string): Callback {
  const error = url.searchParams.get('error');
  if (error && denials.includes(error)) return { kind: 'declined', error };
  if (error) return { kind: 'refused', diagnosis: diagnose(provider, error.slice(0, 60), url) };
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

/** A redirect has no status; its error is one all the same. */
function diagnose(provider: Provider, error: string, url: URL): Diagnosis {
  const body = { error, error_description: url.searchParams.get('error_description') ?? '' };
  return diagnoseRefusal(provider, { status: 400, body }, [])!.diagnosis;
}

/** An issuer may have a path (a realm, a tenant); what RFC 9207 guards against is an answer from another server's origin. */
function issuerOf(provider: Provider, url: URL): string {
  const { origin } = new URL(provider.authorizeUrl);
  const named = url.searchParams.get('iss');
  return named !== null && URL.canParse(named) && new URL(named).origin === origin ? named : origin;
}
