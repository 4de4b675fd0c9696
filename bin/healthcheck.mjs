#!/usr/bin/env node
// Asks the process in the same container whether it is to be given work; for the image's HEALTHCHECK. Exit status 0 or 1.

const port = process.env.FIRSTLIGHT_WORKER_PORT || process.env.FIRSTLIGHT_PORT || '8787';

try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4_000) });
  process.stdout.write(`${await answer.text()}\n`);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(`nothing answers on port ${port} (${error.cause?.code ?? error.name})\n`);
  process.exitCode = 1;
}
