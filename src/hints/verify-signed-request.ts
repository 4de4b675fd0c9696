// Did the provider send this request, and just now? HMAC-SHA256 over `version:timestamp:body`, compared in constant time
// (https://docs.slack.dev/authentication/verifying-requests-from-slack, read 2026-11-24). The signature is checked before
// the body is looked at. Says nothing of what it compared.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../domain/secret.ts';
import { SECOND } from '../domain/time.ts';
import type { SignedRequests } from '../providers/notices.ts';
import type { NoticeRequest, Verified } from './verified.ts';

export function verifySignedRequest(
  source: SignedRequests,
  secret: Secret,
  request: NoticeRequest,
  now: number,
): Verified<Readonly<Record<string, unknown>>> {
  const timestamp = request.header(source.timestampHeader) ?? '';
  const signature = request.header(source.signatureHeader) ?? '';
  if (!/^\d{1,15}$/.test(timestamp) || signature === '') {
    return refuse(`The headers ${source.timestampHeader} and ${source.signatureHeader} must be there.`);
  }
  const expected = createHmac('sha256', secret.reveal())
    .update(`${source.version}:${timestamp}:`)
    .update(request.body)
    .digest('hex');
  if (!isEqual(signature, `${source.version}=${expected}`)) return refuse('The signature is not right.');
  const ageMs = now - Number(timestamp) * SECOND;
  if (Math.abs(ageMs) > source.toleranceSeconds * SECOND) {
    return refuse(`The request is more than ${source.toleranceSeconds} seconds from now.`);
  }
  const body = parseObject(request.body);
  return body
    ? { kind: 'verified', claims: body }
    : { kind: 'refused', err: 'invalid_request', description: 'The body must be a JSON object.' };
}

function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const refuse = (description: string): Extract<Verified<never>, { kind: 'refused' }> => ({
  kind: 'refused',
  err: 'authentication_failed',
  description,
});
