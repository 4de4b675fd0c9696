import { defineConfig } from 'vitest/config';

/**
 * Two projects. `fast` needs no server and runs in seconds (`npm run check`). `flows` tells the product's
 * promises as stories on a real PostgreSQL, a real Temporal server and real HTTP, started once for all of them.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/flows/**', 'test/stack/**', 'test/replay/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'flows',
          include: ['test/flows/**/*.test.ts', 'test/stack/**/*.test.ts', 'test/replay/**/*.test.ts'],
          globalSetup: ['test/support/stack-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
