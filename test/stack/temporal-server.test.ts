// The embedded Temporal server, alone: what it keeps, what it registers, what it refuses.

import { createServer } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { expect, it, onTestFinished } from 'vitest';
import { identifyProcess } from '../../src/embedded/process-identity.ts';
import { type EmbeddedTemporal, startTemporalServer } from '../../src/embedded/temporal-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function start(options: Partial<Parameters<typeof startTemporalServer>[0]>): Promise<EmbeddedTemporal> {
  const server = await startTemporalServer({
    dataDir: temporaryFolder(),
    searchAttributes: { FirstlightTenant: 'Keyword', FirstlightPausedOn: 'KeywordList' },
    log: () => {},
    ...options,
  });
  onTestFinished(() => server.stop());
  return server;
}

async function connect(server: EmbeddedTemporal): Promise<Client> {
  const connection = await Connection.connect({ address: server.address });
  onTestFinished(() => connection.close());
  return new Client({ connection });
}

it('keeps workflows from one start to the next and is gone in between', async () => {
  const dataDir = temporaryFolder();
  const first = await start({ dataDir });
  const client = await connect(first);
  const { firstExecutionRunId } = await client.workflow.start('nobodyRunsThis', {
    taskQueue: 'nobody',
    workflowId: 'kept',
  });

  await first.stop();
  expect(identifyProcess(first.pid)).toBeNull();
  const second = await start({ dataDir });

  const description = await (await connect(second)).workflow.getHandle('kept').describe();
  expect(description).toMatchObject({ runId: firstExecutionRunId, status: { name: 'RUNNING' } });
});

it('knows the search attributes and shows its UI as soon as it is up', async () => {
  const server = await start({ inMemory: true });

  const client = await connect(server);
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  expect(Object.keys(customAttributes ?? {})).toEqual(
    expect.arrayContaining(['FirstlightTenant', 'FirstlightPausedOn']),
  );
  const page = await fetch(server.uiUrl);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<html');
});

it('fires a short timer without a second of delay', async () => {
  const server = await start({ inMemory: true });
  const client = await connect(server);
  const lengthsMs: number[] = [];

  for (const workflowId of ['first', 'second', 'third']) {
    const startedAt = performance.now();
    const handle = await client.workflow.start('nobodyRunsThis', {
      taskQueue: 'nobody',
      workflowId,
      workflowExecutionTimeout: '200ms',
    });
    await expect(handle.result()).rejects.toThrow();
    lengthsMs.push(performance.now() - startedAt);
  }

  // Most of them: the first one is quick on any server, and the machine may be busy with something else.
  const [, second] = lengthsMs.toSorted((one, other) => one - other);
  expect(second).toBeLessThan(900);
});

it('runs beside a second copy with its own folder and refuses the same one', async () => {
  const dataDir = temporaryFolder();
  const [one, other] = await Promise.all([start({ dataDir }), start({})]);

  expect(one.address).not.toBe(other.address);
  await expect(start({ dataDir })).rejects.toThrow(/Temporal is already running in .*FIRSTLIGHT_DATA_DIR/);
});

it.each([
  ['port', 'FIRSTLIGHT_TEMPORAL_PORT'],
  ['uiPort', 'FIRSTLIGHT_TEMPORAL_UI_PORT'],
] as const)('names the taken port and the setting when its %s is taken', async (option, setting) => {
  const blocker = createServer();
  onTestFinished(() => void blocker.close());
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port));
  });

  await expect(start({ inMemory: true, [option]: port })).rejects.toThrow(
    new RegExp(`Port ${port} .*${setting}`),
  );
});
