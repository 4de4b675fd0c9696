// Looks for a message of ours in a channel by the call key it carries. Read 2026-11-24:
// https://docs.slack.dev/reference/methods/conversations.history (providers.md section 5.5: some apps may ask once a minute and
// see 15 messages at a time). Finding is proof; not finding is none, because a message may arrive after we looked.

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { ToolContext } from './define-tool.ts';
import { readSlackAnswer } from './slack-errors.ts';

const eventType = 'firstlight_call';

export const metadataOf = (callKey: string) => ({
  event_type: eventType,
  event_payload: { call_key: callKey },
});

export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

export type Found =
  | { readonly kind: 'found'; readonly message: Posted }
  | { readonly kind: 'not_found' | 'not_allowed' | 'no_answer'; readonly why: string };

/** Slack's clock and ours need not agree. */
const clockSlackMs = 5 * MINUTE;
/** A message on its way takes a moment; together within the patience of somebody who calls directly. */
const pausesMs = [0, SECOND, 3 * SECOND];
const mostPages = 20;

const history = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().default('') }).nullish(),
});

type Means = Pick<ToolContext<unknown>, 'fetch' | 'signal' | 'callKey' | 'heartbeat'>;

export async function findPosted(means: Means, channel: string, sinceAt: number): Promise<Found> {
  const oldest = String((sinceAt - clockSlackMs) / SECOND);
  let trouble: Failure | null = null;
  for (const pauseMs of pausesMs) {
    await sleep(Math.max(pauseMs, Math.min(trouble?.retryAfterMs ?? 0, MINUTE)), undefined, {
      signal: means.signal,
    });
    means.heartbeat();
    try {
      const ts = await searchOnce(means, channel, oldest);
      if (ts !== null) return { kind: 'found', message: { channel, ts } };
      trouble = null;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.disposition !== 'retry') {
        return { kind: 'not_allowed', why: `the channel may not be read (${error.facts.providerCode})` };
      }
      trouble = error;
    }
  }
  return trouble
    ? { kind: 'no_answer', why: 'the channel could not be read' }
    : { kind: 'not_found', why: 'it is not in the channel now' };
}

async function searchOnce(
  { fetch, signal, callKey }: Means,
  channel: string,
  oldest: string,
): Promise<string | null> {
  let cursor = '';
  for (let pages = 0; pages < mostPages; pages++) {
    const query = new URLSearchParams({ channel, oldest, include_all_metadata: 'true', limit: '100' });
    if (cursor !== '') query.set('cursor', cursor);
    const response = await fetch(`/api/conversations.history?${query}`, { signal });
    const page = await readSlackAnswer(response, { schema: history, signal });
    const ours = page.messages.find(
      ({ metadata }) => metadata?.event_type === eventType && metadata.event_payload.call_key === callKey,
    );
    if (ours) return ours.ts;
    cursor = page.response_metadata?.next_cursor ?? '';
    if (cursor === '') return null;
  }
  return null;
}
