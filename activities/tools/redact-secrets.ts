// Takes credentials out of what a provider answered: APIs that share an origin with a token endpoint give them by name.
// A second line only; the first is that no tool is given a token to ask with.

import type { Json } from '../../src/domain/tool.ts';

export const redacted = '[redacted]';

const secretName =
  /^(access_?token|refresh_?token|id_?token|client_?secret|api_?key|session_?id|token|password|signed_?access_?token)$/i;
/** The same names in a body that is no JSON: a form, a script, a page. */
const secretInText = /((?:access|refresh|id)_?token|client_?secret)(["']?\s*[:=]\s*["']?)[^\s"'&,;<>}]+/gi;

export function redactSecrets(value: Json): Json {
  if (typeof value === 'string') return value.replace(secretInText, `$1$2${redacted}`);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(redactSecrets);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretName.test(name) && inner !== null && typeof inner !== 'boolean' ? redacted : redactSecrets(inner),
    ]),
  );
}
