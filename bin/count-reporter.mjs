// A reporter for vitest that writes how many tests passed, failed and were skipped to the file its caller named. A test
// file that could not be loaded, or an error outside any test, counts as one failure.

import { writeFileSync } from 'node:fs';

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) counts.failed += 1;
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'skipped' : state] += 1;
      }
    }
    const path = process.env.FIRSTLIGHT_TEST_COUNTS;
    if (path !== undefined) writeFileSync(path, `${JSON.stringify(counts)}\n`);
  }
}
