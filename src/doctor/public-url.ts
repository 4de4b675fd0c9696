// Do browsers reach the API where its links and redirects point? What the API believes its own address to be (its OpenAPI
// document says) is held against the settings, because providers compare the redirect address letter by letter (RFC 6749
// section 3.1.2.3).

import { urlOf } from '../cli/tenant-api.ts';
import { SECOND } from '../domain/time.ts';
import type { Check } from './check.ts';
import { broken, ok, warning } from './finding.ts';

const patienceMs = 5 * SECOND;

export const publicUrl: Check = {
  name: 'public address',
  needs: [],
  async examine({ config }) {
    const api = urlOf(config);
    const told = config.FIRSTLIGHT_PUBLIC_URL;
    const document = await ask(new URL('/openapi.json', api));
    if (document === null) {
      return [
        broken(
          `The API does not answer at ${api}.`,
          'Start it (`firstlight api`), or set FIRSTLIGHT_PUBLIC_URL to where browsers reach it.',
        ),
      ];
    }
    const own = document.servers?.[0]?.url;
    if (own === undefined) {
      return [
        broken(
          `Something else than the API answers at ${api}.`,
          'Set FIRSTLIGHT_PUBLIC_URL to where browsers reach the API.',
        ),
      ];
    }
    if (told !== undefined && told !== own) {
      return [
        broken(
          `The API takes its address to be ${own}, the settings here say ${told}: links of the worker and redirects of the API do not fit together.`,
          'Give api and worker the same FIRSTLIGHT_PUBLIC_URL, and start them again.',
        ),
      ];
    }
    const redirect = `${own.replace(/\/$/, '')}/oauth/callback`;
    const { protocol, hostname } = new URL(own);
    const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    if (protocol !== 'https:' && !isLocal) {
      return [
        warning(
          `People reach the API at ${own}, without TLS: codes and links can be read on the way.`,
          'Put TLS in front of it and set FIRSTLIGHT_PUBLIC_URL to the https:// address.',
        ),
      ];
    }
    return [ok(`The API answers; the redirect address to register at each provider is ${redirect}`)];
  },
};

interface OpenApi {
  readonly servers?: readonly { readonly url?: string }[];
}

async function ask(url: URL): Promise<OpenApi | null> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
    return response.ok ? ((await response.json()) as OpenApi) : {};
  } catch (error) {
    // Not JSON: somebody else's page.
    return error instanceof SyntaxError ? {} : null;
  }
}
