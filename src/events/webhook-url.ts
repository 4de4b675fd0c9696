// What may be the URL of a webhook endpoint, judged by its spelling and then by where its name leads. Judged again at each
// delivery (send-webhook.ts), because a name can lead elsewhere tomorrow.

import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './private-addresses.ts';

export interface UrlRules {
  /** For receivers on one's own network, and for development: private addresses, and http. */
  readonly allowPrivate: boolean;
}

/** All addresses a name leads to; rejects when it leads nowhere. */
export type Lookup = (hostname: string) => Promise<readonly { readonly address: string }[]>;

export const resolveByDns: Lookup = (hostname) => systemLookup(hostname, { all: true });

/** `[::1]` in a URL is `::1` to everybody else. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

/** What is wrong with it, as the end of a sentence that begins with the field's name; null when it will do. */
export async function findUrlMistake(
  text: string,
  { allowPrivate }: UrlRules,
  lookup: Lookup = resolveByDns,
): Promise<string | null> {
  const url = parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be an https URL';
  if (url.protocol === 'http:' && !allowPrivate) return 'must begin with https://';
  if (url.username || url.password) return 'must not hold a user name or password; deliveries are signed';
  if (url.hash) return 'must not have a fragment (#…)';
  if (allowPrivate) return null;
  const host = hostOf(url);
  if (isIP(host)) return isPublicAddress(host) ? null : refused(host);
  if (/(^|\.)(localhost|local|internal)\.?$/i.test(host)) return refused(host);
  try {
    const found = await lookup(host);
    return found.every(({ address }) => isPublicAddress(address)) ? null : refused(host);
  } catch {
    // Not there yet, or the name server does not answer: the receiver may come later, and each delivery looks again.
    return null;
  }
}

const refused = (host: string): string =>
  `leads to ${host}, which is not a public address; webhooks are not sent to private, loopback or link-local ones (FIRSTLIGHT_ALLOW_PRIVATE_WEBHOOKS allows them)`;

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
