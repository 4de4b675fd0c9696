// The checks, in the order they are told: what everything stands on first.

import { accountWorkflows } from './account-workflows.ts';
import type { Check } from './check.ts';
import { clock } from './clock.ts';
import { database } from './database.ts';
import { deliveries } from './deliveries.ts';
import { disk } from './disk.ts';
import { keys } from './keys.ts';
import { mail } from './mail.ts';
import { models } from './models.ts';
import { payloads } from './payloads.ts';
import { providers } from './providers.ts';
import { publicUrl } from './public-url.ts';
import { retention } from './retention.ts';
import { runWorkflows } from './run-workflows.ts';
import { schedules } from './schedules.ts';
import { schema } from './schema.ts';
import { searchAttributes } from './search-attributes.ts';
import { taskQueues } from './task-queues.ts';
import { temporal } from './temporal.ts';
import { tenantWalls } from './tenant-walls.ts';

export const checks: readonly Check[] = [
  database,
  schema,
  tenantWalls,
  keys,
  temporal,
  searchAttributes,
  clock,
  providers,
  publicUrl,
  taskQueues,
  accountWorkflows,
  runWorkflows,
  payloads,
  schedules,
  deliveries,
  mail,
  models,
  retention,
  disk,
];
