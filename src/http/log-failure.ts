// A failure of our own, in the log: of a bug, its kind and its place; its message may quote what it choked on.

import type { Log } from '../telemetry/log.ts';
import type { ApiProblem } from './problem.ts';

export function logFailure(log: Log, message: string, problem: ApiProblem, error: unknown): void {
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: undefined };
  const place = stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  log.error(message, { code: problem.code, error: name, reason: place?.trim() });
}
