// The browser came back: is it the one that left, what did the person decide, and what comes of it. Whatever it is, it is
// written down and the browser is sent on to an address without state or code, where reloading and going back are harmless.
// RFC 6749 sections 4.1.2 and 10.12, RFC 9700 section 4.7 (state bound to the browser).

import { timingSafeEqual } from 'node:crypto';
import type { Diagnosis } from '../domain/diagnosis.ts';
import { readCallback } from '../oauth/callback.ts';
import { type GrantedTokens, requestTokensForCode } from '../oauth/token-requests.ts';
import { type DepartureRow, findDepartureByState, saveOutcome, takeDeparture } from '../store/departures.ts';
import { type ConnectingDeps, connectAccount } from './connect-account.ts';
import { type DeclineDeps, decline } from './decline.ts';
import type { AnsweredOutcome, Outcome } from './outcome.ts';
import { type OpenRequest, readRequest } from './read-link.ts';
import { type ReauthorizingDeps, reauthorizeAccount } from './reauthorize-account.ts';
import { type ConnectDeps, cookieNameOf, hashOf } from './set-out.ts';

export type ComingBackDeps = ConnectDeps & DeclineDeps & ConnectingDeps & ReauthorizingDeps;

export interface CallbackRequest {
  readonly url: URL;
  readonly readCookie: (name: string) => string | undefined;
}

export type Completion =
  /** Nobody is on the way with this state: never was, or so long ago that it is forgotten. */
  | { readonly kind: 'unknown_departure' }
  /** `outcome` is null while another request with the same answer is still at it. */
  | {
      readonly kind: 'known';
      readonly departure: DepartureRow;
      readonly outcome: Outcome | null;
      /** With the outcome `trouble`, for the log. */
      readonly error?: Error;
    };

export async function comeBack(deps: ComingBackDeps, callback: CallbackRequest): Promise<Completion> {
  const state = callback.url.searchParams.get('state');
  if (!state) return { kind: 'unknown_departure' };
  const departure = await takeDeparture(deps.pool, hashOf(state));
  if (!departure) return findEarlier(deps, callback, state);
  let outcome: Outcome = { kind: 'other_browser' };
  let error: Error | undefined;
  if (isSameBrowser(departure, callback)) {
    try {
      outcome = await answer(deps, departure, callback.url, state);
    } catch (thrown) {
      // Said on the page the browser is sent to; thrown from here, the address with the code would stay in its history.
      error = thrown as Error;
      outcome = { kind: 'trouble' };
    }
  }
  await saveOutcome(deps.pool, departure.id, outcome);
  return { kind: 'known', departure, outcome, ...(error && { error }) };
}

/** The same answer again, in the same browser: it is shown what came of it. Nobody else learns that there was one. */
async function findEarlier(
  deps: ComingBackDeps,
  callback: CallbackRequest,
  state: string,
): Promise<Completion> {
  const departure = await findDepartureByState(deps.pool, hashOf(state));
  if (!departure || !isSameBrowser(departure, callback)) return { kind: 'unknown_departure' };
  const outcome = departure.outcome as Outcome | null;
  // Another browser brought it first, and used it up for this one.
  if (outcome?.kind === 'other_browser') return { kind: 'unknown_departure' };
  return { kind: 'known', departure, outcome };
}

function isSameBrowser(departure: DepartureRow, callback: CallbackRequest): boolean {
  const cookie = callback.readCookie(cookieNameOf(departure.id));
  return cookie !== undefined && timingSafeEqual(hashOf(cookie), departure.browser_hash);
}

async function answer(
  deps: ComingBackDeps,
  departure: DepartureRow,
  url: URL,
  state: string,
): Promise<Outcome> {
  const reading = await readRequest(deps, departure.request);
  if (reading.kind === 'closed') return reading;
  const { request } = reading;
  return {
    purpose: request.purpose,
    account: request.ref.account,
    provider: request.provider.name,
    label: request.label,
    ...(await decide(deps, request, departure, url, state)),
  };
}

async function decide(
  deps: ComingBackDeps,
  request: OpenRequest,
  departure: DepartureRow,
  url: URL,
  state: string,
): Promise<AnsweredOutcome> {
  const { provider } = request;
  const came = readCallback(provider, url, state);
  switch (came.kind) {
    case 'declined':
      await decline(deps, request);
      return { kind: 'declined' };
    case 'away':
      return { kind: 'provider_away' };
    case 'invalid':
      return { kind: 'invalid' };
    case 'refused':
      return refused(came.diagnosis);
    case 'code':
  }
  const verifier =
    departure.verifier_sealed &&
    (await deps.vault.openVerifier(deps.pool, request.ref, request.id, departure.verifier_sealed));
  const outcome = await requestTokensForCode(provider, {
    parameters: came.parameters,
    redirectUri: deps.redirectUri,
    verifier,
  });
  if (outcome.kind === 'refused') return refused(outcome.diagnosis);
  if (outcome.kind !== 'granted') return { kind: 'provider_away' };
  return take(deps, request, outcome.granted);
}

/** Not the facts: they may quote the provider. */
const refused = ({ actor, summary }: Diagnosis): AnsweredOutcome => ({ kind: 'refused', actor, summary });

const take = (
  deps: ComingBackDeps,
  request: OpenRequest,
  granted: GrantedTokens,
): Promise<AnsweredOutcome> =>
  request.purpose === 'connect'
    ? connectAccount(deps, request, granted)
    : reauthorizeAccount(deps, request, granted);
