// Notices: what was sent to whom and when. Never what a notice said, for that holds links.

import { z } from '@hono/zod-openapi';
import { noticeChannels } from '../../domain/notice.ts';
import { listMessages, listNotices, type MessageRow, type NoticeRow } from '../../store/notices.ts';
import type { AppDeps } from '../app-deps.ts';
import { sentNotice } from '../examples/contacts.ts';
import { isoOf, isoOrNull, listOf, numberedPageQuery, pageOf } from '../paging.ts';
import { createRoute, jsonAnswer, newRouter, problems, tenantSecurity } from './route-kit.ts';

const noticeSchema = z
  .object({
    id: z.string().openapi({ description: 'Stands in the Message-ID of the e-mail.' }),
    contact: z.string(),
    accounts: z.array(z.string()).openapi({ description: 'The accounts it is about.' }),
    messages: z.array(
      z.object({
        channel: z.enum(noticeChannels),
        to: z.string(),
        state: z.enum(['pending', 'sent', 'refused', 'failed', 'withdrawn']).openapi({
          description:
            '`refused`: the address takes nothing. `failed`: out of tries. `withdrawn`: it no longer mattered.',
        }),
        tries: z.number().int(),
        reason: z.string().nullable(),
        nextAttemptAt: z.iso.datetime().nullable(),
        sentAt: z.iso.datetime().nullable(),
      }),
    ),
    createdAt: z.iso.datetime(),
  })
  .openapi('Notice');

const listRoute = createRoute({
  tags: ['contacts'],
  security: tenantSecurity,
  method: 'get',
  path: '/v1/notices',
  summary: 'What was sent to whom, and when',
  description:
    'One notice for each person, not for each run. What it said is not shown, for that holds links.',
  request: {
    query: numberedPageQuery.extend({
      contact: z.string().max(63).optional().openapi({ example: 'dana' }),
    }),
  },
  responses: {
    200: jsonAnswer(listOf(noticeSchema), 'A page of notices, the oldest first.', {
      items: [sentNotice],
      nextCursor: null,
    }),
    ...problems(401, 422),
  },
});

export function noticeRoutes({ pool }: AppDeps) {
  return newRouter().openapi(listRoute, async (context) => {
    const tenant = context.get('tenant').id;
    const { after, limit, contact = null } = context.req.valid('query');
    const found = await listNotices(pool, tenant, { contact, after: Number(after ?? 0), limit: limit + 1 });
    const messages = await listMessages(
      pool,
      found.map(({ id }) => id),
    );
    const show = (notice: NoticeRow) => showNotice(notice, messages);
    return context.json(
      pageOf(found, limit, show, (notice) => String(notice.number)),
      200,
    );
  });
}

function showNotice(notice: NoticeRow, messages: readonly MessageRow[]): z.output<typeof noticeSchema> {
  return {
    id: notice.id,
    contact: notice.contact,
    accounts: notice.accounts,
    messages: messages
      .filter((message) => message.notice === notice.id)
      .map((message) => ({
        channel: message.channel,
        to: message.address,
        state: message.state,
        tries: message.tries,
        reason: message.reason,
        nextAttemptAt: message.state === 'pending' ? isoOf(message.next_attempt_at) : null,
        sentAt: message.state === 'sent' ? isoOrNull(message.ended_at) : null,
      })),
    createdAt: isoOf(notice.created_at),
  };
}
