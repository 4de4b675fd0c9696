// Which headers pass the proxy. Stripped both ways: what concerns one connection only (RFC 9110 section 7.6.1), what carries or
// asks for credentials, cookies, and what Firstlight itself says. Everything else passes as it came.

import type { ProxiedHeaders } from '../domain/proxy.ts';

const ofOneConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Answered here, before the body is read.
  'expect',
]);
/** Proxy-Authorization and its like, the caller's key for Firstlight, and keys that would ask as somebody else. */
const credentialOfRequest = /^(authorization|proxy-.*|cookie2?|.*(api-?key|access-?token|auth-?token).*)$/;
/** The way from the caller to Firstlight is nothing to the provider. */
const wayHere = /^(host|forwarded|via|x-forwarded-.*|x-real-ip)$/;
const credentialOfAnswer =
  /^(set-cookie2?|proxy-.*|.*authenticat.*|.*authoriz.*|.*token.*|.*secret.*|.*session.*|.*api-?key.*)$/;
const ours = /^firstlight-/;

export const headersToProvider = (headers: ProxiedHeaders): Record<string, string | string[]> =>
  passing(headers, [credentialOfRequest, wayHere, ours]);

export const headersToCaller = (headers: ProxiedHeaders): Record<string, string | string[]> =>
  passing(headers, [credentialOfAnswer, ours]);

function passing(headers: ProxiedHeaders, stripped: readonly RegExp[]): Record<string, string | string[]> {
  const named = new Set(
    [headers.connection ?? []]
      .flat()
      .flatMap((value) => value.split(','))
      .map((name) => name.trim().toLowerCase()),
  );
  const kept: Record<string, string | string[]> = {};
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (value === undefined || ofOneConnection.has(name) || named.has(name)) continue;
    if (stripped.some((pattern) => pattern.test(name))) continue;
    kept[name] = typeof value === 'string' ? value : [...value];
  }
  return kept;
}
