import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { createProcessLogs } from '../../src/embedded/process-logs.ts';

const nameOf = ({ path }: { readonly path: string }): string => basename(path);

it('gives each process a file of its own, and the next one the file of one that has ended', () => {
  const logs = createProcessLogs('/data/logs');
  const first = logs.take('worker');
  const second = logs.take('worker');

  expect([first, second, logs.take('api')].map(nameOf)).toEqual(['worker.log', 'worker-2.log', 'api.log']);

  first.giveBack();
  expect([logs.take('worker'), logs.take('worker')].map(nameOf)).toEqual(['worker.log', 'worker-3.log']);
});
