// The people who are asked, in the examples, and what one of them was sent.

import type { z } from '@hono/zod-openapi';
import type { contactBody, contactSchema } from '../contact-view.ts';
import * as cast from './cast.ts';

export const contactRequest: z.input<typeof contactBody> = {
  name: 'Dana Rivera',
  email: 'dana.rivera@acme.example',
  slack: { account: cast.slackAccount, channel: 'C024BE91L' },
  timeZone: 'Europe/Vienna',
  quietHours: { from: '20:00', to: '07:00' },
};

export const dana: z.output<typeof contactSchema> = {
  id: 'dana',
  name: 'Dana Rivera',
  email: 'dana.rivera@acme.example',
  slack: { account: cast.slackAccount, channel: 'C024BE91L' },
  timeZone: 'Europe/Vienna',
  quietHours: { from: '20:00', to: '07:00' },
  language: 'en-GB',
  createdAt: '2026-11-24T14:58:02.182Z',
};

export const asked = { person: 'dana', escalation: 'robin' };

export const sentNotice = {
  id: cast.notice,
  contact: 'dana',
  accounts: [cast.hubspotAccount],
  messages: [
    {
      channel: 'email' as const,
      to: 'dana.rivera@acme.example',
      state: 'sent' as const,
      tries: 1,
      reason: null,
      nextAttemptAt: null,
      sentAt: '2026-11-25T06:00:01.220Z',
    },
  ],
  createdAt: '2026-11-25T02:12:04.512Z',
};
