// Is what is over removed in time? Workers do it, each tenant once an hour.

import { DAY } from '../domain/time.ts';
import { listTenantsToSweep } from '../store/tenants.ts';
import type { Check } from './check.ts';
import { count, ok, some, warning } from './finding.ts';
import { opened } from './house.ts';

/** Many rounds: a night's load or a restart is not worth a word. */
const behindMs = DAY;

export const retention: Check = {
  name: 'retention',
  needs: ['schema'],
  async examine({ parts }) {
    const behind = await listTenantsToSweep(opened(parts.schema), Date.now() - behindMs);
    if (behind.length === 0) return [ok('What is over is removed in time.')];
    return [
      warning(
        `${count(behind.length, 'tenant')} not swept for more than a day (${some(behind.map(({ id }) => id))}): what is over is kept for longer than was said.`,
        'Start a worker, or look at its log for "what is over could not be looked after"; it goes on by itself where it was cut off.',
      ),
    ];
  },
};
