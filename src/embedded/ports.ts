// Free ports on 127.0.0.1, found by binding port 0, and the error for a port that was asked for and is taken.
// A free port can be lost between here and the server's own bind: whoever starts a server on one tries again.

import { createServer, type Server } from 'node:net';
import { CannotStart } from './cannot-start.ts';

/** The settings that choose a port; the error for a taken one names its own. */
export const portSettings = {
  postgres: 'FIRSTLIGHT_POSTGRES_PORT',
  temporal: 'FIRSTLIGHT_TEMPORAL_PORT',
  temporalUi: 'FIRSTLIGHT_TEMPORAL_UI_PORT',
} as const;

const host = '127.0.0.1';

/** All of them are held at once, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map(close));
  return ports;
}

export async function refuseTakenPort(port: number, who: string, setting: string): Promise<void> {
  let server: Server;
  try {
    server = await listen(port);
  } catch (error) {
    throw takenPort(port, who, setting, (error as NodeJS.ErrnoException).code);
  }
  await close(server);
}

export function takenPort(port: number, who: string, setting: string, code = 'EADDRINUSE'): CannotStart {
  const problem =
    code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used by this user (${code})`;
  return new CannotStart(
    `Port ${port} on ${host}, which ${setting} chooses for ${who}, ${problem}. Set ${setting} to another port, ` +
      'leave it unset to have a free one chosen, or end the program that holds it.',
  );
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}
