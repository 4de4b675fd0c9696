// A contact as the API takes and shows it.

import { z } from '@hono/zod-openapi';
import { isLanguage } from '../notices/local-time.ts';
import { isTimeZone, localTimePattern } from '../notices/quiet-hours.ts';
import type { ContactRow } from '../store/contacts.ts';
import { quietHoursOf } from '../store/contacts.ts';
import { isoOf } from './paging.ts';

const localTime = z.string().regex(localTimePattern, 'must be a time of day, HH:MM');

const fields = {
  name: z.string().max(200).trim().min(1),
  email: z.email('must be one e-mail address').max(254).optional(),
  slack: z
    .strictObject({
      account: z
        .string()
        .min(1)
        .max(100)
        .openapi({ description: 'A connected Slack account of this tenant; it posts.' }),
      channel: z
        .string()
        .regex(/^[CG][A-Z0-9]{2,}$/, 'must be a channel id such as C024BE91L; slack.list_channels has them'),
    })
    .optional(),
  timeZone: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone, e.g. Europe/Vienna')
    .openapi({ description: 'Times in messages are of this zone, and quiet hours too.' }),
  quietHours: z
    .strictObject({ from: localTime, to: localTime })
    .refine(({ from, to }) => from !== to, 'must end at another time than they begin')
    .optional()
    .openapi({
      description:
        'Local times; may span midnight. Nothing is sent within them, unless a run’s deadline would pass.',
    }),
  language: z
    .string()
    .refine(isLanguage, 'must be a language tag (BCP 47), e.g. de-AT')
    .default('en-GB')
    .openapi({ description: 'How dates and times are written.' }),
};

export const contactBody = z
  .strictObject(fields)
  .refine(({ email, slack }) => email !== undefined || slack !== undefined, {
    path: ['email'],
    message: 'is missing, and so is slack: one of them must say where to write',
  });

export const contactSchema = z
  .object({
    id: z.string(),
    ...fields,
    language: z.string(),
    createdAt: z.iso.datetime(),
  })
  .openapi('Contact');

export function showContact(row: ContactRow): z.output<typeof contactSchema> {
  const quietHours = quietHoursOf(row);
  return {
    id: row.id,
    name: row.name,
    ...(row.email !== null && { email: row.email }),
    ...(row.slack_account !== null && {
      slack: { account: row.slack_account, channel: row.slack_channel! },
    }),
    timeZone: row.time_zone,
    ...(quietHours && { quietHours }),
    language: row.language,
    createdAt: isoOf(row.created_at),
  };
}
