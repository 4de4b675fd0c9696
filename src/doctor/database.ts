// Does PostgreSQL answer, and is it one that is still looked after? The oldest version that is: 15 (14 ended on 2026-11-12),
// https://www.postgresql.org/support/versioning/, read 2026-11-24.

import { readServerFacts } from '../store/health.ts';
import type { Check } from './check.ts';
import { ok, warning } from './finding.ts';
import { opened } from './house.ts';

const oldest = 15;

export const database: Check = {
  name: 'database',
  needs: ['database'],
  async examine({ parts }) {
    const { version } = await readServerFacts(opened(parts.database));
    const says = `PostgreSQL ${version} answers.`;
    return Number.parseInt(version, 10) >= oldest
      ? [ok(says)]
      : [warning(`${says} It gets no more corrections.`, `Move to PostgreSQL ${oldest} or newer.`)];
  },
};
