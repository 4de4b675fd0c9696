// The session id of an MCP client: what the client said of itself when it introduced itself, and whose key it came with,
// signed. Nothing of it is stored, so every api process can read it and none must have given it out. It opens nothing:
// each request brings the tenant's key all the same. Source: MCP 2025-11-25, Streamable HTTP, "Session Management".

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TenantId } from '../domain/ids.ts';
import type { KeyRing } from './key-ring.ts';

export interface McpSession {
  readonly tenant: TenantId;
  /** Tells two clients of a tenant apart, whose requests bear the same numbers. */
  readonly nonce: string;
  /** The client shows people a link when it is asked to (URL mode elicitation). */
  readonly opensUrls: boolean;
}

export interface McpSessions {
  open(tenant: TenantId, client: { readonly opensUrls: boolean }): string;
  /** Null for an id that was not made here, or was made for another tenant. */
  read(id: string, tenant: TenantId): McpSession | null;
}

const form = /^(p|u)\.([\w-]{16})\.([\w-]{43})$/;

/** The tenant stands in the signature only: with another tenant's key, the id does not hold. */
export function createMcpSessions(ring: KeyRing): McpSessions {
  const [signingKey, ...olderKeys] = ring.derive('mcp sessions');
  const sign = (key: Buffer, tenant: TenantId, signed: string): Buffer =>
    createHmac('sha256', key).update(`${tenant}\n${signed}`).digest();

  return {
    open(tenant, { opensUrls }) {
      const signed = `${opensUrls ? 'u' : 'p'}.${randomBytes(12).toString('base64url')}`;
      return `${signed}.${sign(signingKey!, tenant, signed).toString('base64url')}`;
    },
    read(id, tenant) {
      const [, kind, nonce, signature] = form.exec(id) ?? [];
      if (!kind || !nonce || !signature) return null;
      const given = Buffer.from(signature, 'base64url');
      const isOurs = [signingKey!, ...olderKeys].some((key) =>
        timingSafeEqual(given, sign(key, tenant, `${kind}.${nonce}`)),
      );
      return isOurs ? { tenant, nonce, opensUrls: kind === 'u' } : null;
    },
  };
}
