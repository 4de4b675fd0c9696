// Logs: JSON lines with the fields of an allow-list and nothing else, so that a token has no field to be in.

import { type Logger as Pino, pino } from 'pino';

/** What may stand in a log line beside level, time and message. Ids, counts, codes and lengths. */
const allowed = new Set([
  'process',
  'tenant',
  'account',
  'run',
  'step',
  'tool',
  'provider',
  'code',
  'reason',
  'status',
  'method',
  'path',
  'port',
  'address',
  'version',
  'attempt',
  'lengthMs',
  'count',
  'workflowId',
  'runId',
  'workflowType',
  'activityType',
  'taskQueue',
  'watcher',
  'error',
]);

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  /** Said whatever the level is: that a process is ready is waited for by whoever started it. */
  announce(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export function createLog(process: string, level: string): Log {
  const logger: Pino = pino({ level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime });
  const write =
    (severity: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void =>
      logger[severity](pick(fields), message);
  const always: Pino = logger.child({}, { level: 'info' });
  return {
    announce: (message, fields = {}) => always.info(pick(fields), message),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}

/** Only what the list names, and only plain values: an object could hold anything. */
export function pick(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) => allowed.has(name) && (value === null || typeof value !== 'object'),
    ),
  );
}
