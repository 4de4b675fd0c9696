// Is anything overdue to a webhook endpoint or a person without a workflow that sees to it?

import type { DeliveryQueue } from '../domain/delivery.ts';
import { deliveryWorkflowId, noticeWorkflowId } from '../domain/ids.ts';
import { MINUTE } from '../domain/time.ts';
import { listOverdueQueues } from '../store/deliveries.ts';
import { listOwedPeople } from '../store/notices.ts';
import { createLog } from '../telemetry/log.ts';
import { deliverOverdue } from '../temporal/deliver-overdue.ts';
import { createDeliveryClient } from '../temporal/delivery-client.ts';
import { askRunning } from '../temporal/list-running.ts';
import { createNoticeClient } from '../temporal/notice-client.ts';
import type { Check } from './check.ts';
import { broken, count, ok, some } from './finding.ts';
import { opened } from './house.ts';

/** As deliver-overdue.ts has it. */
const graceMs = MINUTE;
const most = 200;

export const deliveries: Check = {
  name: 'deliveries',
  needs: ['schema', 'namespace'],
  async examine({ parts }) {
    const pool = opened(parts.schema);
    const temporal = opened(parts.namespace);
    const before = Date.now() - graceMs;
    const queues = await listOverdueQueues(pool, before, most);
    const people = await listOwedPeople(pool, before, most);
    const owed = [
      ...queues.map((queue) => ({ id: deliveryWorkflowId(queue), whom: describeQueue(queue) })),
      ...people.map((person) => ({
        id: noticeWorkflowId(person),
        whom: `${person.contact} of ${person.tenant}`,
      })),
    ];
    const { gone } = await askRunning(temporal, owed, ({ id }) => id);
    const left = gone.map(({ whom }) => whom);
    if (left.length === 0) {
      return [
        ok(
          owed.length === 0
            ? 'Nothing is overdue.'
            : `${count(owed.length, 'queue')} overdue, each with its workflow.`,
        ),
      ];
    }
    return [
      {
        ...broken(
          `Overdue, and nobody sees to it: what is owed to ${some(left)}.`,
          'Hand it over with --fix; a running api does it within a minute, so look at its log.',
        ),
        mend: async () => {
          const found = await deliverOverdue({
            pool,
            deliveryClient: createDeliveryClient(temporal.client),
            noticeClient: createNoticeClient(temporal.client),
            log: createLog('doctor', 'silent'),
          });
          return `Handed over what was owed in ${count(found, 'queue')}.`;
        },
      },
    ];
  },
};

const describeQueue = ({ tenant, endpoint, subject }: DeliveryQueue): string =>
  `${endpoint} of ${tenant} about ${subject}`;
