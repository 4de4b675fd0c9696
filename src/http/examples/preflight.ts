// What a look ahead finds, in the examples: one account that will not last the night, and who must act.

import type { z } from '@hono/zod-openapi';
import type { ForecastItemView } from '../forecast-view.ts';
import type { preflightSchema } from '../preflight-view.ts';
import { deadAccount } from './accounts.ts';
import * as cast from './cast.ts';

export const deadItem: ForecastItemView = {
  account: deadAccount.id,
  provider: deadAccount.provider,
  label: deadAccount.label,
  verdict: 'will_not_survive',
  reasons: deadAccount.forecast!.reasons,
  actor: 'person',
  actBy: '2026-11-25T05:00:00.000Z',
  reauthUrl: cast.reauthUrl,
};

export const preflightRequest = { until: '06:00', timeZone: 'Europe/Vienna' };

export const donePreflight: z.output<typeof preflightSchema> = {
  id: cast.preflight,
  schedule: null,
  run: null,
  from: '2026-11-24T16:00:00.674Z',
  until: '2026-11-25T05:00:00.000Z',
  state: 'done',
  accounts: 3,
  probed: 3,
  good: 2,
  atRisk: 0,
  willNotSurvive: 1,
  items: [deadItem],
  nextCursor: null,
  createdAt: '2026-11-24T16:00:00.675Z',
  endedAt: '2026-11-24T16:00:02.826Z',
};
export const runningPreflight: typeof donePreflight = {
  ...donePreflight,
  state: 'running',
  probed: 1,
  good: 0,
  willNotSurvive: 0,
  items: [],
  endedAt: null,
};

export const forecast = {
  from: '2026-11-24T16:00:00.665Z',
  until: '2026-11-25T05:00:00.000Z',
  good: 2,
  atRisk: 0,
  willNotSurvive: 1,
  items: [deadItem],
  nextCursor: null,
};
