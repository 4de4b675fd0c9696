// Whether an answer of the API refuses the token it was asked with: 401 (RFC 6750 section 3.1), or what the provider's own
// definition says of the body, where it speaks of refusals in a 200. Reads a copy of the body's beginning: the answer itself
// stays whole for whoever asked.

import type { Provider } from '../providers/registry.ts';

/** A refusal is a few fields; what is longer is data. */
const longestRefusalBytes = 4_096;

export async function refusesToken(
  provider: Pick<Provider, 'isTokenRefused'>,
  response: Response,
): Promise<boolean> {
  if (response.status === 401) return true;
  if (!provider.isTokenRefused) return false;
  const body = await readShortJson(response);
  return isObject(body) && provider.isTokenRefused(response.status, body);
}

/** What a short body of JSON says; null of any other. The answer itself stays unread. */
export async function readShortJson(response: Response): Promise<unknown> {
  if (!/\bjson\b/i.test(response.headers.get('content-type') ?? '')) return null;
  const text = await readBeginning(response.clone());
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** The whole of a short body; null of a longer one, and of one that breaks off, which the caller will meet for itself. */
async function readBeginning(copy: Response): Promise<string | null> {
  const reader = copy.body?.getReader();
  if (!reader) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(chunks).toString('utf8');
      chunks.push(value);
      length += value.byteLength;
      if (length > longestRefusalBytes) {
        // Settles only when the other half is read or left, so nobody can wait for it here.
        reader.cancel().catch(() => {});
        return null;
      }
    }
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
