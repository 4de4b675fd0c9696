import { defineConfig } from 'vitest/config';

/**
 * Four projects. `fast` needs no server and runs in seconds (`npm run check`). `flows` tells the product's
 * promises as stories on a real PostgreSQL, a real Temporal server and real HTTP, started once for all of them. `browser`
 * is a person at a real Chromium on the same ground. `night` is the demo as a new user runs it, alone on the machine, because a night has a clock.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/flows/**', 'test/stack/**', 'test/replay/**', 'test/night/**'],
          // The default is one less than there are cores, and some of them wait for programs they start.
          maxWorkers: 3,
          // Some of them compile; a machine that has just woken up reads its disk slowly.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'flows',
          include: ['test/flows/**/*.test.ts', 'test/stack/**/*.test.ts', 'test/replay/**/*.test.ts'],
          globalSetup: ['test/support/stack-setup.ts'],
          // More than there are cores: these tests wait for heartbeats, boundaries and processes more than they compute.
          maxWorkers: 4,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/chromium-setup.ts', 'test/support/stack-setup.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'night', include: ['test/night/**/*.test.ts'], testTimeout: 300_000 } },
    ],
  },
});
