// No server but a plain socket: free ports and taken ones.

import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { freePorts, portSettings, refuseTakenPort } from '../../src/embedded/ports.ts';

it('finds different free ports', async () => {
  const ports = await freePorts(20);

  expect(new Set(ports).size).toBe(20);
});

it('names the port and its setting when the port is taken, and says nothing when it is free', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });

  await expect(refuseTakenPort(port, 'Temporal', portSettings.temporal)).rejects.toThrow(
    `Port ${port} on 127.0.0.1, which FIRSTLIGHT_TEMPORAL_PORT chooses for Temporal, is in use by another program.`,
  );

  const [free] = await freePorts(1);
  await expect(refuseTakenPort(free!, 'Temporal', portSettings.temporal)).resolves.toBeUndefined();
});
