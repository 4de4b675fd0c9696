// All that is removed, in an order in which what refers to something goes before it.

import { events } from './events.ts';
import { exchanges } from './exchanges.ts';
import { idempotencyKeys } from './idempotency-keys.ts';
import type { SweepJob } from './job.ts';
import { notices } from './notices.ts';
import { preflights } from './preflights.ts';
import { requests } from './requests.ts';
import { runs } from './runs.ts';
import { scheduleStarts } from './schedule-starts.ts';
import { supersededSecrets } from './superseded-secrets.ts';
import { tokenVersions } from './token-versions.ts';

export const tenantJobs: readonly SweepJob[] = [
  supersededSecrets,
  idempotencyKeys,
  scheduleStarts,
  runs,
  notices,
  events,
  requests,
  preflights,
  exchanges,
  tokenVersions,
];

/** What is the operator's own and no tenant's. */
export const operatorJobs: readonly SweepJob[] = [notices, events];
