// Channels and messages. Read 2026-11-24: https://docs.slack.dev/reference/methods conversations.list, chat.postMessage,
// conversations.history; "Pagination". A page of channels is cut first and filtered afterwards, so it may be short or
// empty before the end: only an empty `next_cursor` ends the list.

import { Buffer } from 'node:buffer';
import type { DataCall, DataRoute } from '../data-call.ts';
import { type Answer, answerJson } from '../http/answer.ts';
import { type MethodArguments, readArguments } from './arguments.ts';
import { refuse } from './errors.ts';
import { either, isUserGrant, plainScope } from './scopes.ts';
import { type Channel, type Message, post, slackUserIdOf, timestampOf, type Workspace } from './workspace.ts';

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;
const LONGEST_TEXT = 40_000;

type Method = Pick<DataRoute, 'effect' | 'scopes' | 'handle'> & { readonly name: string };

export const conversationMethods: readonly Method[] = [
  { name: 'conversations.list', effect: 'read', scopes: either('channels:read'), handle: listChannels },
  { name: 'conversations.history', effect: 'read', scopes: either('channels:history'), handle: readHistory },
  { name: 'chat.postMessage', effect: 'write', scopes: either('chat:write'), handle: postMessage },
];

function listChannels(call: DataCall): Answer {
  const given = readArguments(call.request);
  const { workspace } = call.tenant;
  const limit = readLimit(given, call);
  if (limit === null) return refuse('invalid_limit');
  const cursor = readCursor(given, 'team');
  const start = cursor === null ? 0 : workspace.channels.findIndex(({ id }) => id === cursor);
  if (start < 0) return refuse('invalid_cursor');
  const types = (given.text('types') ?? 'public_channel').split(',');
  const skipsArchived = given.flag('exclude_archived', false);
  const page = workspace.channels.slice(start, start + limit);
  const next = workspace.channels[start + limit];
  return answerJson(200, {
    ok: true,
    channels: page
      .filter(({ isArchived }) => types.includes('public_channel') && !(skipsArchived && isArchived))
      .map((channel) => channelAnswer(workspace, channel)),
    response_metadata: { next_cursor: next ? writeCursor('team', next.id) : '' },
  });
}

function channelAnswer(workspace: Workspace, channel: Channel): Record<string, unknown> {
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_private: false,
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    is_member: channel.hasBot,
    context_team_id: workspace.id,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: `Everything about ${channel.name}`, creator: '', last_set: 0 },
    num_members: 7,
  };
}

function postMessage(call: DataCall): Answer {
  const given = readArguments(call.request);
  const { workspace } = call.tenant;
  const isUser = isUserGrant(call.grant);
  const channel = workspace.findChannel(given.text('channel') ?? '');
  if (!channel) return refuse('channel_not_found');
  if (channel.isArchived) return refuse('is_archived');
  const mayPostAnywhere = isUser || call.grant.scopes.includes('chat:write.public');
  if (!channel.hasBot && !mayPostAnywhere) return refuse('not_in_channel');
  const text = given.text('text');
  const blocks = given.nested('blocks');
  if (text === null && blocks === undefined) return refuse('no_text');
  if ((text?.length ?? 0) > LONGEST_TEXT) return refuse('msg_too_long');
  if (blocks !== undefined && !Array.isArray(blocks)) return refuse('invalid_blocks_format');
  const metadata = given.nested('metadata');
  if (metadata !== undefined && !isMetadata(metadata)) return refuse('invalid_metadata_format');
  const user = isUser ? slackUserIdOf(call.person) : workspace.botUserId;
  const message = post(channel, { user, text: text ?? '', blocks, metadata });
  return answerJson(200, {
    ok: true,
    channel: channel.id,
    ts: timestampOf(message),
    message: messageAnswer(message, true),
  });
}

function readHistory(call: DataCall): Answer {
  const given = readArguments(call.request);
  const channel = call.tenant.workspace.findChannel(given.text('channel') ?? '');
  if (!channel) return refuse('channel_not_found');
  if (!channel.hasBot && !isUserGrant(call.grant)) return refuse('not_in_channel');
  const limit = readLimit(given, call);
  if (limit === null) return refuse('invalid_limit');
  const cursor = readCursor(given, 'next_ts');
  if (cursor !== null && !/^\d+$/.test(cursor)) return refuse('invalid_cursor');
  const oldest = microsOf(given.text('oldest') ?? '0');
  const latest = microsOf(given.text('latest') ?? '9999999999');
  const found = channel.messages
    .filter(
      ({ postedAtMicros: at }) => at > oldest && at < latest && (cursor === null || at <= Number(cursor)),
    )
    .reverse();
  const next = found[limit];
  return answerJson(200, {
    ok: true,
    messages: found
      .slice(0, limit)
      .map((message) => messageAnswer(message, given.flag('include_all_metadata', false))),
    has_more: next !== undefined,
    pin_count: 0,
    response_metadata: { next_cursor: next ? writeCursor('next_ts', String(next.postedAtMicros)) : '' },
  });
}

function messageAnswer(message: Message, withMetadata: boolean): Record<string, unknown> {
  return {
    type: 'message',
    user: message.user,
    text: message.text,
    ts: timestampOf(message),
    ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  };
}

const isMetadata = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { event_type?: unknown }).event_type === 'string' &&
  typeof (value as { event_payload?: unknown }).event_payload === 'object';

const microsOf = (timestamp: string): number => Math.round(Number(timestamp) * 1e6);

function readLimit(given: MethodArguments, call: DataCall): number | null {
  const asked = Number(given.text('limit') ?? DEFAULT_PAGE);
  if (!Number.isInteger(asked) || asked < 1 || asked > LARGEST_PAGE) return null;
  return Math.min(asked, call.knobs.pageLimit ?? asked);
}

const writeCursor = (kind: string, place: string): string =>
  Buffer.from(`${kind}:${place}`).toString('base64');

/** The place in it; null where no cursor was sent. A cursor of another kind is a place that does not exist. */
function readCursor(given: MethodArguments, kind: string): string | null {
  const cursor = given.text('cursor');
  if (cursor === null) return null;
  const [first, place] = Buffer.from(cursor, 'base64').toString('utf8').split(':');
  return first === kind && place ? place : 'nowhere';
}

/** What the grant may do and what it would take, as Slack says it. */
export function findMissingScope(call: DataCall, route: DataRoute): Answer | null {
  const { scopes } = route;
  if (!scopes || scopes.some((scope) => call.grant.scopes.includes(scope))) return null;
  return refuse('missing_scope', {
    needed: plainScope(scopes[0]!),
    provided: call.grant.scopes.map(plainScope).join(','),
  });
}
