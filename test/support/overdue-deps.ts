// What the worker's search for deliveries and notices that nobody works on needs, for a test that searches itself, at a time of its own.

import type { Pool } from '../../src/store/db.ts';
import { createLog } from '../../src/telemetry/log.ts';
import type { TemporalClient } from '../../src/temporal/connection.ts';
import type { deliverOverdue } from '../../src/temporal/deliver-overdue.ts';
import { createDeliveryClient } from '../../src/temporal/delivery-client.ts';
import { createNoticeClient } from '../../src/temporal/notice-client.ts';

export const overdueDeps = (
  pool: Pool,
  { client }: TemporalClient,
): Parameters<typeof deliverOverdue>[0] => ({
  pool,
  deliveryClient: createDeliveryClient(client),
  noticeClient: createNoticeClient(client),
  log: createLog('test', 'silent'),
});
