// From a link to the provider's door. What must come back with the browser (state, cookie, PKCE verifier) is kept as hashes
// and sealed, never in the clear (RFC 6749 section 10.12, RFC 7636, RFC 9700 section 4.7).

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type DepartureId, newDepartureId } from '../domain/ids.ts';
import { buildDeparture } from '../oauth/authorize-url.ts';
import { insertDeparture } from '../store/departures.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';
import type { Vault } from '../vault/vault.ts';
import type { OpenRequest, ReadDeps } from './read-link.ts';

export interface ConnectDeps extends ReadDeps {
  readonly vault: Vault;
  readonly links: ReauthLinks;
  readonly redirectUri: string;
}

export interface BrowserCookie {
  readonly name: string;
  readonly value: string;
}

/** One cookie per departure: a person who renews two accounts at once, or goes back and sets out again, mixes up nothing. */
export const cookieNameOf = (departure: DepartureId): string => `firstlight_${departure}`;
export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

export async function setOut(
  deps: ConnectDeps,
  { id, ref, provider, scopes }: OpenRequest,
  returnUrl: string | null,
): Promise<{ readonly url: string; readonly cookie: BrowserCookie }> {
  const { url, state, verifier } = await buildDeparture(provider, { redirectUri: deps.redirectUri, scopes });
  const departure = newDepartureId(randomUUID());
  const cookie = { name: cookieNameOf(departure), value: randomBytes(32).toString('base64url') };
  await insertDeparture(deps.pool, {
    id: departure,
    tenant: ref.tenant,
    request: id,
    returnUrl,
    stateHash: hashOf(state),
    browserHash: hashOf(cookie.value),
    verifierSealed: verifier && (await deps.vault.sealVerifier(deps.pool, ref, id, verifier)),
  });
  return { url, cookie };
}
