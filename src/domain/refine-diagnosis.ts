// One refusal covers several causes (an `invalid_grant` of Google at least eight): what we know ourselves tells some of them
// apart. Never overrules what the provider said in so many words (`certain`).

import type { Diagnosis } from './diagnosis.ts';
import { DAY } from './time.ts';

export interface RefusalEvidence {
  readonly refusedAt: number;
  readonly consentedAt: number;
  /** When the token version in force was issued: the last time the provider honored this grant's refresh token. */
  readonly lastSuccessAt: number;
  /** Exchanges of the version in force that were sent and whose answer was lost. */
  readonly lostAnswers: number;
  /** Null where the provider documents none. */
  readonly grantIdleLimitDays: number | null;
  /** Life of a grant to an app that is still in test mode, counted from the consent; null where there is no such thing. */
  readonly testGrantDays: number | null;
}

export function refineDiagnosis(diagnosis: Diagnosis, evidence: RefusalEvidence): Diagnosis {
  const facts = { ...diagnosis.facts, ...describeEvidence(evidence) };
  if (diagnosis.actor !== 'person' || diagnosis.confidence === 'certain') return { ...diagnosis, facts };
  const finding = findings.find(({ applies }) => applies(evidence));
  return finding
    ? { ...diagnosis, cause: finding.cause, confidence: finding.confidence, summary: finding.summary, facts }
    : { ...diagnosis, facts };
}

const daysBetween = (from: number, to: number): number => (to - from) / DAY;
const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

function describeEvidence(evidence: RefusalEvidence): Diagnosis['facts'] {
  return {
    consentAgeDays: oneDecimal(daysBetween(evidence.consentedAt, evidence.refusedAt)),
    idleDays: oneDecimal(daysBetween(evidence.lastSuccessAt, evidence.refusedAt)),
    lostAnswers: evidence.lostAnswers,
  };
}

interface Finding extends Pick<Diagnosis, 'cause' | 'confidence' | 'summary'> {
  readonly applies: (evidence: RefusalEvidence) => boolean;
}

/** The strongest evidence first. */
const findings: readonly Finding[] = [
  {
    applies: ({ lostAnswers }) => lostAnswers > 0,
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
    // A day's grace: the refusal is met at the first exchange after the end, not at it.
    applies: ({ testGrantDays, consentedAt, refusedAt }) => {
      const ageDays = daysBetween(consentedAt, refusedAt);
      return testGrantDays !== null && ageDays >= testGrantDays && ageDays < testGrantDays + 1;
    },
    cause: 'refresh_token_max_age',
    confidence: 'possible',
    summary:
      'Connections to an app in test mode end after some days; a person must connect again, and will have to again until the app is published.',
  },
];
