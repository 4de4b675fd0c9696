// Ids in the addresses of things. Those that are ours may be anything a caller writes: an id that never was is 404.

import { z } from '@hono/zod-openapi';
import { chosenIdPattern, chosenIdRule } from '../domain/ids.ts';
import * as cast from './examples/cast.ts';

const ours = (example: string) => z.string().min(1).max(100).openapi({ example });
const chosen = (example: string) =>
  z.string().regex(chosenIdPattern, `must be ${chosenIdRule}`).openapi({ example });

export const accountId = ours(cast.hubspotAccount);
export const runId = ours(cast.run);
export const deliveryId = ours(cast.delivery);
export const secretId = ours(cast.secret);
/** May be as long as the names it is made of. */
export const eventId = z.string().min(1).max(200).openapi({ example: cast.deadEvent });
export const preflightId = z.string().min(1).max(200).openapi({ example: cast.preflight });
export const contactId = chosen('dana');
export const endpointId = chosen(cast.endpoint);
export const scheduleId = chosen(cast.schedule);
