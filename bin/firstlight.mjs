#!/usr/bin/env node
// The `firstlight` command: runs the compiled command line, inside this process.

import { existsSync } from 'node:fs';

const cli = new URL('../dist/src/cli.js', import.meta.url);

if (!existsSync(cli)) {
  process.stderr.write(
    'Firstlight is not compiled yet. Run `npm run build` in its folder once, then this command again.\n',
  );
  process.exit(1);
}
process.setSourceMapsEnabled(true);
await import(cli.href);
