// Reads the public channels of a workspace. Read 2026-11-24: https://docs.slack.dev/reference/methods/conversations.list and
// "Pagination" (providers.md section 5.5). A page may be short or empty before the end: only an empty cursor is the end, and
// Slack announces no total. When Slack has forgotten the cursor, the list starts over.

import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import { defineTool, type ResultRow, type ToolContext } from './define-tool.ts';
import { readSlackAnswer } from './slack-errors.ts';

const mostRestarts = 3;

const input = z.strictObject({
  includeArchived: z.boolean().default(false),
  pageSize: z.int().min(1).max(1000).default(200),
});

const answer = z.object({
  channels: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string(),
      is_archived: z.boolean().default(false),
      is_private: z.boolean().default(false),
      is_member: z.boolean().default(false),
      num_members: z.int().nullish(),
      topic: z.object({ value: z.string() }).optional(),
      purpose: z.object({ value: z.string() }).optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().default('') }).optional(),
});

const place = z.object({
  cursor: z.string().nullable(),
  pages: z.number(),
  restarts: z.number(),
  isDone: z.boolean(),
});
type Place = z.output<typeof place>;
const start: Place = { cursor: null, pages: 0, restarts: 0, isDone: false };

type Context = ToolContext<z.output<typeof input>>;

export const slackListChannels = defineTool({
  name: 'slack.list_channels',
  provider: 'slack',
  scopes: ['channels:read'],
  effect: 'read',
  description: 'Reads all public channels of the workspace. The row key is the channel id.',
  input,
  async run(context) {
    const saved = await context.step.loadCheckpoint();
    let at = saved === null ? start : place.parse(saved);
    while (!at.isDone) at = await readPageOrRestart(context, at);

    const rows = await context.step.countRows();
    const receipt = {
      rows,
      announced: null,
      unmatched: 0,
      pages: at.pages,
      lastPageSeen: true,
      facts: { restarts: at.restarts },
    };
    return rows === 0 ? { status: 'empty', receipt } : { status: 'ok', receipt };
  },
});

async function readPageOrRestart(context: Context, at: Place): Promise<Place> {
  try {
    return await readPage(context, at);
  } catch (error) {
    const isCursorGone = error instanceof Failure && error.facts.providerCode === 'invalid_cursor';
    if (!isCursorGone || at.cursor === null || at.restarts >= mostRestarts) throw error;
    // Channels of the first reading may be gone from the second; kept, they would count as found.
    await context.step.clear();
    const again = { ...start, pages: at.pages + 1, restarts: at.restarts + 1 };
    await context.step.savePage({ rows: [], checkpoint: again });
    return again;
  }
}

async function readPage({ input: wish, fetch, signal, step, heartbeat }: Context, at: Place): Promise<Place> {
  const query = new URLSearchParams({
    types: 'public_channel',
    exclude_archived: String(!wish.includeArchived),
    limit: String(wish.pageSize),
    ...(at.cursor !== null && { cursor: at.cursor }),
  });
  const response = await fetch(`/api/conversations.list?${query}`, { signal });
  const page = await readSlackAnswer(response, { schema: answer, signal });
  const cursor = page.response_metadata?.next_cursor || null;
  const next = { ...at, cursor, pages: at.pages + 1, isDone: cursor === null };
  await step.savePage({ rows: page.channels.map(toRow), checkpoint: next });
  heartbeat();
  return next;
}

const toRow = (channel: z.output<typeof answer>['channels'][number]): ResultRow => ({
  key: channel.id,
  value: {
    id: channel.id,
    name: channel.name,
    isArchived: channel.is_archived,
    isPrivate: channel.is_private,
    isMember: channel.is_member,
    members: channel.num_members ?? null,
    topic: channel.topic?.value ?? '',
    purpose: channel.purpose?.value ?? '',
  },
});
