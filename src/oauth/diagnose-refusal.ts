// From a refusal, of the token endpoint or brought by the person's browser, to a diagnosis: the provider's rows first, then
// RFC 6749 section 5.2.
// Pure. Whatever we had sent is scrubbed from the provider's words before anybody sees them.

import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Secret } from '../domain/secret.ts';
import type { ProviderDefinition, RefusalOnTheWire, RefusalRow } from '../providers/define-provider.ts';

const longestDescription = 200;

const standardRows: readonly RefusalRow[] = [
  {
    error: 'invalid_grant',
    diagnosis: {
      cause: 'user_revoked',
      actor: 'person',
      confidence: 'possible',
      summary: 'The provider no longer accepts this connection.',
    },
  },
  ...['invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_request'].map((error) => ({
    error,
    diagnosis: {
      cause: error === 'invalid_client' ? ('client_secret_invalid' as const) : ('app_misconfigured' as const),
      actor: 'operator' as const,
      confidence: 'likely' as const,
      summary: `The provider does not accept this app's request (${error}).`,
    },
  })),
  {
    error: 'invalid_scope',
    diagnosis: {
      cause: 'scope_reduced',
      actor: 'person',
      confidence: 'likely',
      summary: 'The connection no longer covers what the app needs.',
    },
  },
  ...['temporarily_unavailable', 'server_error', 'slow_down'].map((error) => ({
    error,
    diagnosis: {
      cause: 'provider_outage' as const,
      actor: 'nobody' as const,
      confidence: 'certain' as const,
      summary: 'The provider cannot answer for the moment.',
    },
  })),
];

export interface DiagnosedRefusal {
  readonly diagnosis: Diagnosis;
  /** How long what nobody can mend takes to pass; null where nothing is known of it. */
  readonly passesInMs: number | null;
}

/** Null when the answer is not a refusal. */
export function diagnoseRefusal(
  provider: Pick<ProviderDefinition, 'name' | 'refusals' | 'readRefusal'>,
  answer: { readonly status: number; readonly body: Readonly<Record<string, unknown>> },
  secrets: readonly Secret[],
): DiagnosedRefusal | null {
  const refusal = readRefusal(provider, answer);
  if (!refusal) return null;
  const description = scrub(refusal.description, secrets);
  const row = [...provider.refusals, ...standardRows].find(
    (candidate) =>
      candidate.error === refusal.error && (candidate.description?.test(refusal.description) ?? true),
  );
  const facts = { status: refusal.status, error: scrub(refusal.error, secrets), description };
  if (row) {
    const passesInMs = row.passesInSeconds === undefined ? null : row.passesInSeconds * 1000;
    return { diagnosis: { ...row.diagnosis, facts }, passesInMs };
  }
  return {
    diagnosis: {
      cause: 'unknown',
      actor: 'operator',
      confidence: 'possible',
      summary: `${provider.name} refused in a way this version does not know; see the facts.`,
      facts,
    },
    passesInMs: null,
  };
}

function readRefusal(
  provider: Pick<ProviderDefinition, 'readRefusal'>,
  { status, body }: { readonly status: number; readonly body: Readonly<Record<string, unknown>> },
): RefusalOnTheWire | null {
  const own = provider.readRefusal?.(status, body);
  if (own && (status >= 400 || own.error)) return { status, ...own };
  if (typeof body.error === 'string') {
    return {
      status,
      error: body.error,
      description: typeof body.error_description === 'string' ? body.error_description : '',
    };
  }
  return status >= 400 ? { status, error: `http_${status}`, description: '' } : null;
}

function scrub(text: string, secrets: readonly Secret[]): string {
  const clean = secrets
    .map((secret) => secret.reveal())
    .filter((value) => value.length > 0)
    .flatMap((value) => [
      value,
      encodeURIComponent(value),
      new URLSearchParams([['', value]]).toString().slice(1),
    ])
    .reduce((rest, value) => rest.replaceAll(value, '[redacted]'), text);
  return clean.slice(0, longestDescription);
}
