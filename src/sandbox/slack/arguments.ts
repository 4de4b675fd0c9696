// The arguments of a Slack method: from the query, a form or a JSON body, in this order of precedence. Slack's own SDK
// sends a form in which nested values are JSON texts (providers page, section 7, trap 9).

import { readBearer, readForm, readJsonObject, type SandboxRequest } from '../http/request.ts';

export interface MethodArguments {
  text(name: string): string | null;
  flag(name: string, otherwise: boolean): boolean;
  /** A nested value; `undefined` where there is none, null where it is no JSON. */
  nested(name: string): unknown;
}

export function readArguments(request: SandboxRequest): MethodArguments {
  const values = new Map<string, unknown>(request.query);
  for (const [name, value] of readForm(request)) values.set(name, value);
  for (const [name, value] of Object.entries(readJsonBody(request))) values.set(name, value);
  const text = (name: string): string | null => {
    const value = values.get(name);
    if (value === undefined || value === null || value === '') return null;
    return typeof value === 'string' ? value : String(value);
  };
  return {
    text,
    flag: (name, otherwise) => {
      const value = text(name);
      return value === null ? otherwise : value === 'true' || value === '1';
    },
    nested(name) {
      const value = values.get(name);
      if (typeof value !== 'string') return value;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        return null;
      }
    },
  };
}

/** In the header, or among the arguments. */
export const readToken = (request: SandboxRequest): string | null =>
  readBearer(request) ?? readArguments(request).text('token');

const readJsonBody = (request: SandboxRequest): Record<string, unknown> =>
  request.headers['content-type']?.includes('json') ? (readJsonObject(request) ?? {}) : {};
