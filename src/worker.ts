// The worker process.

import { runProcess } from './process.ts';
import { startWorker } from './start-worker.ts';

await runProcess('worker', (environment) => startWorker(environment));
