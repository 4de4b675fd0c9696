// One thing a sandbox server can be asked, and how the right one is found. The first match wins, so a list reads from
// the particular to the general.

import type { Answer, Reply } from './answer.ts';
import type { SandboxRequest } from './request.ts';

export type PathParameters = Readonly<Record<string, string>>;

export interface Route {
  readonly method: string;
  /** Matched against the raw path; named groups arrive percent-decoded. */
  readonly pattern: RegExp;
  handle(request: SandboxRequest, parameters: PathParameters): Reply | Promise<Reply>;
}

export interface RouteTable {
  readonly routes: readonly Route[];
  notFound(request: SandboxRequest): Answer;
}

export async function serveFrom(table: RouteTable, request: SandboxRequest): Promise<Reply> {
  for (const route of table.routes) {
    if (route.method !== request.method) continue;
    const match = route.pattern.exec(request.path);
    if (match) return route.handle(request, decodeGroups(match.groups ?? {}));
  }
  return table.notFound(request);
}

function decodeGroups(groups: Record<string, string | undefined>): PathParameters {
  const decoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups)) {
    if (value === undefined) continue;
    try {
      decoded[name] = decodeURIComponent(value);
    } catch {
      // A stray percent sign is the client's business; the provider's own lookup will refuse the value.
      decoded[name] = value;
    }
  }
  return decoded;
}
