// Work that looks after what a process that died has left: now, and every minute until stopped. A failure is told and costs
// one minute.

import { MINUTE } from '../domain/time.ts';
import type { Log } from '../telemetry/log.ts';

const everyMs = MINUTE;

export interface KeptWork {
  /** Waits for the work under way. */
  stop(): Promise<void>;
}

/** `what` could not be looked after, says the log when `work` fails. */
export function keepDoing(what: string, log: Log, work: () => Promise<unknown>): KeptWork {
  let underWay: Promise<void> = Promise.resolve();
  const begin = (): void => {
    underWay = work().then(
      () => {},
      (error: Error) =>
        log.warn(`${what} could not be looked after; tried again in a minute`, { error: error.name }),
    );
  };
  begin();
  const timer = setInterval(begin, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
