// One refusal covers several causes (an `invalid_grant` of Google at least eight): what we know ourselves tells some of them
// apart. Never overrules what the provider said in so many words (`certain`).

import type { RefreshTokenHabit } from './account.ts';
import type { Cause, Diagnosis } from './diagnosis.ts';
import { DAY } from './time.ts';

export interface RefusalEvidence {
  readonly refusedAt: number;
  readonly consentedAt: number;
  /** When the token version in force was issued: the last time the provider honored this grant's refresh token. */
  readonly lastSuccessAt: number;
  readonly habit: RefreshTokenHabit;
  /** Exchanges of the version in force that were sent and whose answer was lost. */
  readonly lostAnswers: number;
  /** When the grant was to end by the provider's own word; null where it gave none. */
  readonly refreshExpiresAt: number | null;
  /** Null where the provider documents none. */
  readonly grantIdleLimitDays: number | null;
  /** Life of a grant to an app that is still in test mode, counted from the consent; null where there is no such thing. */
  readonly testGrantDays: number | null;
  /** Grants the same person gave this app later, of all tenants and accounts, that were not ended since. */
  readonly newerGrants: number;
  /** So many the provider lets live at a time; null where it documents no limit. */
  readonly liveGrantLimit: number | null;
  /** How many earlier grants of this account ended, by cause. */
  readonly earlierEndings: Readonly<Partial<Record<Cause, number>>>;
}

export function refineDiagnosis(diagnosis: Diagnosis, evidence: RefusalEvidence): Diagnosis {
  const isSettled = diagnosis.actor !== 'person' || diagnosis.confidence === 'certain';
  const finding = isSettled ? undefined : findings.find(({ applies }) => applies(evidence));
  const cause = finding?.cause ?? diagnosis.cause;
  const recurrences = evidence.earlierEndings[cause] ?? 0;
  return {
    cause,
    actor: diagnosis.actor,
    confidence: finding?.confidence ?? diagnosis.confidence,
    summary: withPattern(finding?.summary ?? diagnosis.summary, recurrences),
    facts: { ...diagnosis.facts, ...describeEvidence(evidence), ...(recurrences > 0 && { recurrences }) },
  };
}

/** Who gives the same permission again and again should know that it is not the first time. */
const withPattern = (summary: string, recurrences: number): string =>
  recurrences === 0
    ? summary
    : `${summary} It has ended in this way ${recurrences === 1 ? 'once' : `${recurrences} times`} before.`;

const daysBetween = (from: number, to: number): number => (to - from) / DAY;
const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

function describeEvidence(evidence: RefusalEvidence): Diagnosis['facts'] {
  const { refusedAt, consentedAt, lastSuccessAt, lostAnswers, refreshExpiresAt } = evidence;
  return {
    consentAgeDays: oneDecimal(daysBetween(consentedAt, refusedAt)),
    idleDays: oneDecimal(daysBetween(lastSuccessAt, refusedAt)),
    lostAnswers,
    ...(refreshExpiresAt !== null && { grantEndedAt: new Date(refreshExpiresAt).toISOString() }),
    ...(evidence.liveGrantLimit !== null && {
      newerGrants: evidence.newerGrants,
      liveGrantLimit: evidence.liveGrantLimit,
    }),
  };
}

interface Finding extends Pick<Diagnosis, 'cause' | 'confidence' | 'summary'> {
  readonly applies: (evidence: RefusalEvidence) => boolean;
}

/** The strongest evidence first. */
const findings: readonly Finding[] = [
  {
    applies: ({ refreshExpiresAt, refusedAt }) => refreshExpiresAt !== null && refusedAt >= refreshExpiresAt,
    cause: 'refresh_token_max_age',
    confidence: 'certain',
    summary: 'This connection was given for a limited time, and that is over; a person must connect again.',
  },
  {
    // Where a refresh token may be presented again and again, no lost answer ends it.
    applies: ({ lostAnswers, habit }) => lostAnswers > 0 && habit !== 'reusable',
    cause: 'rotation_lost',
    confidence: 'likely',
    summary:
      'An answer of the provider was lost while it exchanged this connection for a new one, and the old one no longer counts; a person must connect again.',
  },
  {
    applies: ({ grantIdleLimitDays, lastSuccessAt, refusedAt }) =>
      grantIdleLimitDays !== null && daysBetween(lastSuccessAt, refusedAt) >= grantIdleLimitDays,
    cause: 'refresh_token_idle_expired',
    confidence: 'likely',
    summary: 'This connection was not used for longer than the provider allows; a person must connect again.',
  },
  {
    applies: ({ newerGrants, liveGrantLimit }) => liveGrantLimit !== null && newerGrants >= liveGrantLimit,
    cause: 'token_cap_evicted',
    confidence: 'likely',
    summary:
      'The same person has connected this app so often since that the provider dropped this, the oldest connection; a person must connect again, and fewer of the others should be kept.',
  },
  {
    // A day's grace: the refusal is met at the first exchange after the end, not at it.
    applies: ({ testGrantDays, consentedAt, refusedAt, refreshExpiresAt }) => {
      if (refreshExpiresAt !== null) return false;
      const ageDays = daysBetween(consentedAt, refusedAt);
      return testGrantDays !== null && ageDays >= testGrantDays && ageDays < testGrantDays + 1;
    },
    cause: 'refresh_token_max_age',
    confidence: 'possible',
    summary:
      'Connections to an app in test mode end after some days; a person must connect again, and will have to again until the app is published.',
  },
];
