// The command line as it is, on a machine whose wall clock is wrong by TEST_CLOCK_SHIFT_MS. Everybody else's clock is right.

import './shift-clock.mjs';

// Only now, so that nothing has kept the right one.
await import('../../dist/src/cli.js');
