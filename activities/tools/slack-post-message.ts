// Posts one message, and never the same one twice. Slack takes no idempotency key, so the message carries the call's key as
// metadata, and a message whose answer was lost is looked for in the channel's history by that key. Not found, it is said to
// be unknown: never sent again blindly. Read 2026-11-24: https://docs.slack.dev/reference/methods/chat.postMessage and
// conversations.history, "Message metadata" (providers.md sections 5.5 and 6).

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { WriteAnswer, WriteRecord } from '../../src/domain/write-record.ts';
import { defineTool, type ToolContext, type WriteVerdict } from './define-tool.ts';
import { mayHaveHappened } from './never-sent.ts';
import { isTurnedAwayCode, readSlackAnswer, slackErrors, wasTurnedAway } from './slack-errors.ts';
import { findPosted, metadataOf, type Posted } from './slack-read-back.ts';

const input = z
  .strictObject({
    channel: z
      .string()
      .regex(/^[CG][A-Z0-9]{2,}$/, 'must be a channel id such as C024BE91L; slack.list_channels has them'),
    text: z
      .string()
      .min(1)
      .max(40_000)
      .describe('The message, or what stands in for its blocks in a notification.'),
    blocks: z.array(z.record(z.string(), z.json())).max(50).optional().describe('Slack’s Block Kit blocks.'),
  })
  .describe('One message to one channel.');

const answer = z.object({ channel: z.string(), ts: z.string() });

/** `begun`: it may have been sent. `unsent`: it was certainly not, whatever was tried. */
const place = z.discriminatedUnion('state', [
  z.object({ state: z.literal('unsent') }),
  z.object({ state: z.literal('begun'), begunAt: z.number() }),
  z.object({ state: z.literal('posted'), channel: z.string(), ts: z.string(), readBack: z.boolean() }),
]);

/** Together within the patience of somebody who calls directly. */
const mostTries = 4;
const longestPauseMs = MINUTE;

type Context = ToolContext<z.output<typeof input>>;
type Done = Posted & { readonly readBack: boolean };

export const slackPostMessage = defineTool({
  name: 'slack.post_message',
  provider: 'slack',
  scopes: ['chat:write', 'channels:history'],
  effect: 'once',
  description:
    'Posts one message to a channel and answers {channel, ts}. When the answer is lost, the message is looked for before anything is said.',
  input,
  judgeWrite,
  provesWrites: true,
  async run(context) {
    const saved = await context.step.loadCheckpoint();
    const at = saved === null ? null : place.parse(saved);
    const record = await context.write();
    const wasBegunAt = record ? sentAtOf(record) : at?.state === 'begun' ? at.begunAt : null;
    const done = at?.state === 'posted' ? at : await postOrFind(context, wasBegunAt);
    const { channel, ts, readBack } = done;
    await context.step.savePage({ rows: [], checkpoint: { state: 'posted', channel, ts, readBack } });
    return {
      status: 'ok',
      value: { channel, ts },
      receipt: { rows: 1, announced: 1, unmatched: 0, pages: 1, lastPageSeen: true, facts: { readBack } },
    };
  },
});

/** `begunAt`: an earlier execution had begun to send and did not live to say how it ended. */
async function postOrFind(context: Context, begunAt: number | null): Promise<Done> {
  if (begunAt !== null) return find(context, begunAt, { error: 'worker_lost' });
  const now = Date.now();
  await context.step.savePage({ rows: [], checkpoint: { state: 'begun', begunAt: now } });
  try {
    return { ...(await post(context)), readBack: false };
  } catch (error) {
    if (isUncertain(error)) return find(context, now, error.facts);
    context.signal.throwIfAborted();
    await context.step.savePage({ rows: [], checkpoint: { state: 'unsent' } });
    throw error;
  }
}

/** A rate limit turns a message away unread, so it may be sent again when it is over. */
async function post(context: Context): Promise<Posted> {
  for (let tries = 1; ; tries++) {
    try {
      return await send(context);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'provider.rate_limited') throw error;
      const waitMs = error.retryAfterMs ?? SECOND;
      if (tries === mostTries || waitMs > longestPauseMs) throw error;
      await sleep(waitMs, undefined, { signal: context.signal });
      context.heartbeat();
    }
  }
}

async function send({ input: wish, fetch, signal, callKey }: Context): Promise<Posted> {
  const response = await fetch('/api/chat.postMessage', {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ ...wish, metadata: metadataOf(callKey) }),
    signal,
  });
  return readSlackAnswer(response, { schema: answer, signal });
}

async function find(context: Context, begunAt: number, facts: Failure['facts']): Promise<Done> {
  const found = await findPosted(context, context.input.channel, begunAt);
  if (found.kind === 'found') return { ...found.message, readBack: true };
  throw new Failure(
    'tool.outcome_unknown',
    `the message was sent and no answer came; ${found.why}, so nobody knows whether it was posted. Look into the channel before you send it again`,
    { facts: { ...facts, readBack: found.kind } },
  );
}

/** Sent, and nobody knows how it ended; for what was not sent, or was answered, there is nothing to look for. */
const sentAtOf = ({ state, sentAt }: WriteRecord): number | null =>
  state === 'sent' || state === 'unknown' ? sentAt : null;

/** Slack says no in a 200. */
function judgeWrite({ status, body }: WriteAnswer): WriteVerdict {
  if (status === 429) return 'refused';
  const said = verdictBody.safeParse(parseOrNull(body));
  if (!said.success) return status >= 400 && status < 500 ? 'refused' : 'unknown';
  if (said.data.ok) return 'confirmed';
  const means = slackErrors.read(status, said.data).means;
  return means === 'provider.unavailable' && !isTurnedAwayCode(said.data.error) ? 'unknown' : 'refused';
}

const verdictBody = z.union([
  z.object({ ok: z.literal(true), ts: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

function parseOrNull(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON is an answer nobody can read, which is what null is judged as.
    return null;
  }
}

/** No answer, one that speaks of an accident, or one nobody can read. */
const isUncertain = (error: unknown): error is Failure =>
  (mayHaveHappened(error) && !wasTurnedAway(error)) ||
  (error instanceof Failure && error.code === 'provider.answer_unreadable');
