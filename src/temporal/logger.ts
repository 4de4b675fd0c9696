// Temporal's log lines through ours, so that their fields pass the same allow-list (an activity's carry its task token).

import type { Logger, LogLevel, LogMetadata } from '@temporalio/worker';
import { Failure } from '../domain/failures.ts';
import type { Log, LogFields } from '../telemetry/log.ts';

export function createTemporalLogger(log: Log): Logger {
  const fields = (meta: LogMetadata | undefined): LogFields => {
    const error = (meta as { error?: unknown } | undefined)?.error;
    return {
      ...(meta as LogFields),
      error: error instanceof Error ? error.name : undefined,
      // Ours are made to be read: a code and a sentence, never what was sent. Of others the message may quote anything.
      ...(error instanceof Failure && { code: error.code, reason: error.message }),
    };
  };
  const write: Logger = {
    log: (level: LogLevel, message, meta) => {
      if (level === 'TRACE' || level === 'DEBUG') log.debug(message, fields(meta));
      else if (level === 'INFO') log.info(message, fields(meta));
      else if (level === 'WARN') log.warn(message, fields(meta));
      else log.error(message, fields(meta));
    },
    trace: (message, meta) => log.debug(message, fields(meta)),
    debug: (message, meta) => log.debug(message, fields(meta)),
    info: (message, meta) => log.debug(message, fields(meta)),
    warn: (message, meta) => log.warn(message, fields(meta)),
    error: (message, meta) => log.error(message, fields(meta)),
  };
  return write;
}
