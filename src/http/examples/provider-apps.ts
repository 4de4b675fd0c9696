// Two client registrations in the examples: one that the provider refuses, one that is sound.

import type { z } from '@hono/zod-openapi';
import type { appSchema } from '../provider-app-view.ts';
import { eventDataExamples, eventExample } from './events.ts';

type App = z.output<typeof appSchema>;

export const soundApp: App = {
  id: 'google',
  provider: 'google',
  state: 'sound',
  accounts: { active: 214, held: 0, reauth_required: 2 },
};
export const failingApp: App = {
  id: 'hubspot',
  provider: 'hubspot',
  state: 'failing',
  diagnosis: eventDataExamples['agent.provider.app_failing'].diagnosis,
  failingSince: '2026-11-25T02:09:51.118Z',
  accounts: { active: 0, held: 212, reauth_required: 1 },
};
export const failingAppEvent = eventExample('agent.provider.app_failing');
