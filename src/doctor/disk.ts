// Is there room where the embedded parts keep their data? PostgreSQL stops taking writes when there is none.

import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Check } from './check.ts';
import { broken, ok, warning } from './finding.ts';

const gibibyte = 1024 ** 3;
/** Some nights of a busy installation. */
const scarceBytes = 2 * gibibyte;
/** Less than PostgreSQL writes between two checkpoints. */
const noneBytes = gibibyte / 4;

export const disk: Check = {
  name: 'disk',
  needs: [],
  async examine({ config }) {
    const folder = resolve(config.FIRSTLIGHT_DATA_DIR);
    const found = await statfs(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (found === null) return [ok('Nothing is kept on this machine (there is no FIRSTLIGHT_DATA_DIR).')];
    const free = found.bavail * found.bsize;
    const says = `${(free / gibibyte).toFixed(1)} GiB free at ${folder}.`;
    if (free >= scarceBytes) return [ok(says)];
    const todo = 'Make room, or move FIRSTLIGHT_DATA_DIR while nothing runs.';
    return [free < noneBytes ? broken(says, todo) : warning(says, todo)];
  },
};
