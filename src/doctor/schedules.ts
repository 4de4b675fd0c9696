// Do database and Temporal server say the same of every schedule? The workers bring them into line every few minutes; what differs
// for longer than it takes to look is told here.

import type { ScheduleRef } from '../domain/ids.ts';
import { findSchedule, listScheduleRefs } from '../store/schedules.ts';
import { createLog } from '../telemetry/log.ts';
import { agreeOnSchedules, isOurs } from '../temporal/agree-on-schedules.ts';
import { createDeliveryClient } from '../temporal/delivery-client.ts';
import { createScheduleClient } from '../temporal/schedule-client.ts';
import type { Check } from './check.ts';
import { broken, count, ok, some } from './finding.ts';
import { opened } from './house.ts';

const nameOf = ({ tenant, schedule }: ScheduleRef): string => `${schedule} of ${tenant}`;

export const schedules: Check = {
  name: 'schedules',
  needs: ['schema', 'namespace'],
  async examine({ parts }) {
    const pool = opened(parts.schema);
    const { client } = opened(parts.namespace);
    const scheduleClient = createScheduleClient(client);
    const ours = await listScheduleRefs(pool);
    const known = new Set(ours.map(nameOf));
    const differing: string[] = [];
    for (const ref of ours) {
      const [row, there] = [await findSchedule(pool, ref), await scheduleClient.read(ref)];
      if (row && !(there && isOurs(there, row))) differing.push(nameOf(ref));
    }
    for (const ref of await scheduleClient.listRefs()) {
      // The list lags behind: one that was deleted just now is not there when it is asked for.
      if (!known.has(nameOf(ref)) && (await scheduleClient.read(ref))) differing.push(nameOf(ref));
    }
    if (differing.length === 0)
      return [ok(`${count(ours.length, 'schedule')}, each as the Temporal server has it.`)];
    return [
      {
        ...broken(
          `Database and Temporal server differ about ${some(differing)}.`,
          'Bring them into line with --fix; a running worker does it within minutes, so look at its log.',
        ),
        mend: async () => {
          const deps = {
            pool,
            scheduleClient,
            deliveryClient: createDeliveryClient(client),
            log: createLog('doctor', 'silent'),
          };
          const { made, corrected, removed } = await agreeOnSchedules(deps, { checkEvery: 0 });
          return `Made ${made}, corrected ${corrected}, removed ${removed} at the Temporal server.`;
        },
      },
    ];
  },
};
