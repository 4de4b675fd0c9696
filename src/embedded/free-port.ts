// Finds ports on 127.0.0.1. A free port is only probably still free when the server binds it, so callers try again.

import { createServer } from 'node:net';

export const loopback = '127.0.0.1';

/** Distinct free ports: all are held at once while they are picked. */
export async function pickFreePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => holdPort(0)));
  await Promise.all(held.map((port) => port.release()));
  return held.map((port) => port.number);
}

export async function isPortFree(port: number): Promise<boolean> {
  try {
    const held = await holdPort(port);
    await held.release();
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EACCES: a port below 1024 that this user may not bind; no server of ours could either.
    if (code === 'EADDRINUSE' || code === 'EACCES') return false;
    throw error;
  }
}

function holdPort(wanted: number): Promise<{ readonly number: number; release(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: loopback, port: wanted, exclusive: true }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('a port has no number'));
      resolve({
        number: address.port,
        release: () => new Promise((released) => server.close(() => released())),
      });
    });
  });
}
