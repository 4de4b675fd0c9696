// A request as the sandbox's routes see it: read in full, with a signal for the client that gave up. Form and JSON
// bodies are parsed here and nowhere else.

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface SandboxRequest {
  readonly method: string;
  /** As sent, percent-encoding kept: a sheet range may hold an encoded slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Aborts when the client closes the connection before it was answered. */
  readonly gone: AbortSignal;
}

// Real APIs take payloads of a few MB (Sheets advises 2 MB); more than this is a client's mistake.
const MAX_BODY_BYTES = 20 * 1024 * 1024;

export async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error(`The request body is over ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function readForm(request: SandboxRequest): URLSearchParams {
  const type = request.headers['content-type'] ?? '';
  return new URLSearchParams(type.includes('application/x-www-form-urlencoded') ? request.body : '');
}

/** The JSON object in the body; null where there is none, so that each provider can complain in its own words. */
export function readJsonObject(request: SandboxRequest): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(request.body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

export function readBearer(request: SandboxRequest): string | null {
  return /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
