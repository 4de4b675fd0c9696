// The requests that this process is working on, by the session and the number their client gave them, so that
// notifications/cancelled, which comes as a request of its own, finds the one it means. It may come to another api process
// than the request did; that one writes it down, and each looks there while it works on anything.

import type { RequestId } from '@modelcontextprotocol/sdk/types.js';
import type { TenantId } from '../../domain/ids.ts';
import { SECOND } from '../../domain/time.ts';
import type { Pool } from '../../store/db.ts';
import { findCancellations, saveCancellation } from '../../store/mcp-cancellations.ts';
import type { Log } from '../../telemetry/log.ts';
import type { McpSession } from '../../vault/mcp-sessions.ts';
import { logFailure } from '../log-failure.ts';
import { toProblem } from '../problem.ts';

/** One query a process, whatever the number of requests. */
const lookEveryMs = SECOND;

export interface CallsUnderWay {
  /** Returns how to end the entry. */
  add(session: McpSession, request: RequestId, cancel: () => void): () => void;
  cancel(session: McpSession, request: RequestId): Promise<void>;
}

interface Call {
  readonly tenant: TenantId;
  readonly cancel: () => void;
}

const nameOf = ({ nonce }: McpSession, request: RequestId): string => JSON.stringify([nonce, request]);

export function createCallsUnderWay(deps: {
  readonly pool: Pool;
  readonly systemPool: Pool;
  readonly log: Log;
}): CallsUnderWay {
  const calls = new Map<string, Call>();
  let looking: NodeJS.Timeout | null = null;

  const look = async (): Promise<void> => {
    try {
      const asked = [...calls].map(([call, { tenant }]) => ({ tenant, call }));
      for (const call of await findCancellations(deps.systemPool, asked)) calls.get(call)?.cancel();
    } catch (error) {
      // Looked for again in a moment; until then a call that nobody wants goes on.
      logFailure(deps.log, 'cancelled calls could not be looked up', toProblem(error), error);
    }
    looking = null;
    lookLater();
  };
  const lookLater = (): void => {
    if (looking !== null || calls.size === 0) return;
    looking = setTimeout(() => void look(), lookEveryMs);
    looking.unref();
  };

  return {
    add(session, request, cancel) {
      const name = nameOf(session, request);
      calls.set(name, { tenant: session.tenant, cancel });
      lookLater();
      return () => {
        if (calls.get(name)?.cancel === cancel) calls.delete(name);
      };
    },
    async cancel(session, request) {
      const name = nameOf(session, request);
      const call = calls.get(name);
      if (call) call.cancel();
      else await saveCancellation(deps.pool, session.tenant, name);
    },
  };
}
