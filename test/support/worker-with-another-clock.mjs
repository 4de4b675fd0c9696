// The worker process as it is, on a machine whose wall clock is wrong by TEST_CLOCK_SHIFT_MS. Its monotonic clock is right,
// and so are the clocks of everybody else. Runs what was compiled, like any worker.

import './shift-clock.mjs';

// Only now, so that nothing has kept the right one.
const { runProcess } = await import('../../dist/src/process.js');
const { startWorker } = await import('../../dist/src/start-worker.js');

await runProcess('worker', startWorker);
