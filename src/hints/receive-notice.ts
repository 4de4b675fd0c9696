// Takes a notice a provider sent: checks that it is the provider's, finds whose accounts it is about, and hints them. Never
// changes an account itself. A notice is written down after its hints are sent, so that one we failed on may come again and
// one we acted on costs nothing when it does.

import { DAY } from '../domain/time.ts';
import type { Concerned, NoticeReading } from '../providers/notices.ts';
import type { Provider, Providers } from '../providers/registry.ts';
import type { Pool } from '../store/db.ts';
import { isNoticeKnown, saveNotice } from '../store/provider-notices.ts';
import { type HintDeps, hintAccounts } from './hint-accounts.ts';
import type { NoticeError, NoticeRequest, Verified } from './verified.ts';
import { createSecurityEventVerifier, oldestEventMs } from './verify-security-event.ts';
import { verifySignedRequest } from './verify-signed-request.ts';

export type NoticeOutcome =
  /** There is no such provider here, or nothing to check its notices with. */
  | { readonly kind: 'not_taken' }
  | { readonly kind: 'refused'; readonly err: NoticeError; readonly description: string }
  | { readonly kind: 'unverifiable' }
  | { readonly kind: 'challenge'; readonly answer: string }
  | { readonly kind: 'known' }
  | { readonly kind: 'other' }
  | { readonly kind: 'hinted'; readonly accounts: number };

export interface NoticeDeps extends HintDeps {
  readonly systemPool: Pool;
  readonly providers: Providers;
}

/** Longer than any notice is taken for news. */
const keepMs = oldestEventMs + DAY;

export function createNoticeReceiver(deps: NoticeDeps) {
  const verifySecurityEvent = createSecurityEventVerifier();

  const read = async (
    provider: Provider,
    request: NoticeRequest,
    now: number,
  ): Promise<NoticeReading | Exclude<Verified<never>, { kind: 'verified' }> | { kind: 'not_taken' }> => {
    const { notices, noticeSecret, noticeKeysUrl } = provider;
    if (notices?.kind === 'signed_request' && noticeSecret) {
      const verified = verifySignedRequest(notices, noticeSecret, request, now);
      return verified.kind === 'verified' ? notices.read(verified.claims) : verified;
    }
    if (notices?.kind === 'security_event_token' && noticeKeysUrl) {
      const known = { client: provider.client, noticeKeysUrl };
      const verified = await verifySecurityEvent(notices, known, request.body, now);
      if (verified.kind !== 'verified') return verified;
      const { id, events } = verified.claims;
      const whom = notices.eventTypes.flatMap((type) => subjectOf(events[type], notices.issuer));
      return whom.length > 0 ? { kind: 'concerns', id, whom } : { kind: 'other' };
    }
    return { kind: 'not_taken' };
  };

  return async (id: string, request: NoticeRequest, now = Date.now()): Promise<NoticeOutcome> => {
    const provider = deps.providers.configured.find((one) => one.id === id);
    if (!provider) return { kind: 'not_taken' };
    const reading = await read(provider, request, now);
    if (reading.kind !== 'concerns') return reading;
    if (await isNoticeKnown(deps.systemPool, provider.id, reading.id)) return { kind: 'known' };
    const accounts = await hintAccounts(deps, provider.app, reading.whom);
    await saveNotice(deps.systemPool, { provider: provider.id, id: reading.id, forgetBefore: now - keepMs });
    return { kind: 'hinted', accounts };
  };
}

/**
 * The person an event is about (`iss-sub` and `id_token_claims`, as Google's guide shows them). An event about one token names
 * a prefix or a digest of it, which we keep nowhere: that revocation is found by the next check.
 */
function subjectOf(event: unknown, issuer: string): Concerned[] {
  const subject = (event as { subject?: { iss?: unknown; sub?: unknown } } | undefined)?.subject;
  if (typeof subject?.sub !== 'string') return [];
  if (subject.iss !== undefined && withoutSlash(subject.iss) !== withoutSlash(issuer)) return [];
  return [{ subjects: [subject.sub] }];
}

/** Google's events and its id_tokens write the same issuer with and without one. */
const withoutSlash = (issuer: unknown): string => String(issuer).replace(/\/$/, '');
