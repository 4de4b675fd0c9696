// PostgreSQL and Temporal as one stack: what it starts, what it leaves alone, how it comes down.

import { createServer } from 'node:net';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { expect, inject, it, onTestFinished } from 'vitest';
import { identifyProcess } from '../../src/embedded/process-identity.ts';
import { createStack, type StackOptions } from '../../src/embedded/stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function create(options: Partial<StackOptions> = {}) {
  const stack = createStack({
    dataDir: temporaryFolder(),
    ephemeral: true,
    searchAttributes: {},
    log: () => {},
    ...options,
  });
  onTestFinished(() => stack.stop());
  return stack;
}

async function answer(databaseUrl: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query('select 1 as up')).rows[0];
  } finally {
    await client.end();
  }
}

it('uses the servers it is given, starts none, and leaves them running', async () => {
  const given = { databaseUrl: inject('databaseUrl'), temporalAddress: inject('temporalAddress') };
  const stack = create(given);

  const running = await stack.start();
  await stack.stop();

  expect(running).toEqual({ ...given, temporalUiUrl: null, postgres: null, temporal: null });
  expect(await answer(given.databaseUrl)).toEqual({ up: 1 });
  const connection = await Connection.connect({ address: given.temporalAddress });
  await connection.close();
});

it('starts the one that is not given', async () => {
  const stack = create({ temporalAddress: inject('temporalAddress') });

  const running = await stack.start();

  expect(running.temporal).toBeNull();
  expect(await answer(running.databaseUrl)).toEqual({ up: 1 });
});

it('comes down once, what was added last first, and tells of a part that would not stop', async () => {
  const order: string[] = [];
  const stack = createStack({
    dataDir: temporaryFolder(),
    databaseUrl: inject('databaseUrl'),
    temporalAddress: inject('temporalAddress'),
    searchAttributes: {},
    log: () => {},
  });
  await stack.start();
  stack.add({ stop: async () => void order.push('api') });
  stack.add({
    stop: async () => {
      order.push('worker');
      throw new Error('the worker would not stop');
    },
  });

  const first = stack.stop();
  const second = stack.stop();

  await expect(first).rejects.toThrow('not every part could be stopped');
  await expect(second).rejects.toThrow('not every part could be stopped');
  expect(order).toEqual(['worker', 'api']);
});

it('leaves nothing running when one of the two cannot start, and gives the reason', async () => {
  const blocker = createServer();
  onTestFinished(() => void blocker.close());
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port));
  });
  const dataDir = temporaryFolder();

  await expect(create({ dataDir, postgresPort: port }).start()).rejects.toThrow(`Port ${port} on 127.0.0.1`);

  // Both folders are free again: the claims are gone, and a claim is given back only after its server.
  const again = await create({ dataDir }).start();
  expect(again.postgres).not.toBeNull();
});

it('rejects the start when it is stopped meanwhile, with nothing left over', async () => {
  const dataDir = temporaryFolder();
  const stack = create({ dataDir });
  const starting = stack.start();

  const stopped = stack.stop();

  await expect(starting).rejects.toThrow('told to stop while it was starting');
  await stopped;
  expect(stack.abort.aborted).toBe(true);
  const again = create({ dataDir });
  const running = await again.start();
  await again.stop();
  expect([running.postgres!.pid, running.temporal!.pid].map(identifyProcess)).toEqual([null, null]);
});

it('refuses to be a second copy on the same data, and names the way out', async () => {
  const dataDir = temporaryFolder();
  await create({ dataDir }).start();

  await expect(create({ dataDir }).start()).rejects.toThrow(
    new RegExp(
      `(PostgreSQL|Temporal) is already running in ${dataDir}/.* set FIRSTLIGHT_DATA_DIR to another folder`,
    ),
  );
});
