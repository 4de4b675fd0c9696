// One attempt to deliver the first event that a queue owes: read, sign, send once, write down what came of it. The rows say
// what is owed, so an attempt that is repeated after a crash sends the same event with the same id; receivers dedupe by it.
// Never keeps an answer's body beyond a scrubbed beginning, nor anything that is or holds a link.
// Retries and 410: Standard Webhooks, "Deliverability and reliability", read 2026-11-24:
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

import {
  type AttemptResult,
  type DeliveryQueue,
  type DeliveryState,
  nextWaitMs,
} from '../src/domain/delivery.ts';
import { eventIdOf } from '../src/domain/ids.ts';
import { SECOND } from '../src/domain/time.ts';
import { publishEvent } from '../src/events/publish-event.ts';
import { type SendOptions, sendWebhook, type WebhookAnswer } from '../src/events/send-webhook.ts';
import { showEvent } from '../src/events/show-event.ts';
import { inTransaction, type Pool } from '../src/store/db.ts';
import { findNextDelivery, hurryQueues, saveProgress } from '../src/store/deliveries.ts';
import { insertAttempt } from '../src/store/delivery-attempts.ts';
import { findEvent } from '../src/store/events.ts';
import { disableEndpoint } from '../src/store/webhook-endpoints.ts';
import type { DeliveryClient } from '../src/temporal/delivery-client.ts';
import type { ReauthLinks } from '../src/vault/reauth-links.ts';
import type { WebhookSecrets } from '../src/vault/webhook-secrets.ts';
import type { DeliveryActivities } from './contract.ts';
import { readRetryAfter } from './tools/provider-answer.ts';
import { redacted, redactSecrets } from './tools/redact-secrets.ts';

export interface DeliveryDeps {
  readonly pool: Pool;
  readonly links: Pick<ReauthLinks, 'urlFor'>;
  readonly secrets: Pick<WebhookSecrets, 'sign'>;
  readonly deliveryClient: DeliveryClient;
  /** Waits between the tries: as many as there are tries after the first. */
  readonly retryTableMs: readonly number[];
  readonly send: SendOptions;
}

type Due = NonNullable<Awaited<ReturnType<typeof findNextDelivery>>>;

const gone = 410;
/** An endpoint that answers again has its other queues tried at once, some at a time: each that succeeds calls more. */
const hurriedAtOnce = 20;
/** What is due sooner than this comes by itself. */
const worthHurryingMs = 2 * SECOND;

export function createDeliveryActivities(deps: DeliveryDeps): DeliveryActivities {
  return {
    async attemptDelivery(queue) {
      const due = await findNextDelivery(deps.pool, queue);
      return due ? attempt(deps, queue, due) : { kind: 'nothing' };
    },
  };
}

async function attempt(deps: DeliveryDeps, queue: DeliveryQueue, due: Due): Promise<AttemptResult> {
  const event = (await findEvent(deps.pool, queue.tenant, due.event))!;
  const body = JSON.stringify(showEvent(deps.links, queue.tenant, event));
  const startedAt = Date.now();
  const signature = await deps.secrets.sign(deps.pool, queue, { id: event.id, sentAt: startedAt, body });
  const headers = {
    'webhook-id': event.id,
    'webhook-timestamp': String(Math.floor(startedAt / SECOND)),
    'webhook-signature': signature,
  };
  const answer = await sendWebhook({ url: due.url, headers, body }, deps.send);
  const endedAt = Date.now();

  const { state, waitMs } = judge(deps.retryTableMs, due.tries + 1, answer);
  await inTransaction(deps.pool, async (db) => {
    await saveProgress(db, queue.tenant, due.id, {
      state,
      tries: due.tries + 1,
      nextAttemptAt: endedAt + waitMs,
    });
    await insertAttempt(db, queue.tenant, {
      delivery: due.id,
      started_at: startedAt,
      duration_ms: endedAt - startedAt,
      status: answer.status,
      reason: state === 'delivered' ? null : (answer.trouble ?? `answered ${answer.status}`),
      snippet: scrub(answer.bodyStart),
    });
  });

  const attempted = {
    delivery: due.id,
    event: event.id,
    type: event.type,
    tries: due.tries + 1,
    outcome: answer.trouble ?? `answered ${answer.status}`,
    behind: due.behind,
  };
  if (state === 'delivered') {
    await hurryOthers(deps, queue);
    return { kind: 'delivered', ...attempted };
  }
  if (answer.status === gone) {
    await disable(deps, queue, due);
    return { kind: 'disabled', ...attempted };
  }
  return state === 'dead' ? { kind: 'dead', ...attempted } : { kind: 'again', waitMs, ...attempted };
}

/** What the answer makes of the delivery. After 410 it stays owed, for the day the endpoint is put again. */
function judge(
  retryTableMs: readonly number[],
  tries: number,
  { status, retryAfter }: WebhookAnswer,
): { readonly state: DeliveryState; readonly waitMs: number } {
  if (status !== null && status >= 200 && status < 300) return { state: 'delivered', waitMs: 0 };
  if (status === gone) return { state: 'pending', waitMs: 0 };
  const asked = status === 429 || status === 503 ? readRetryAfter(retryAfter, Date.now()) : null;
  const waitMs = nextWaitMs(retryTableMs, tries, asked, Math.random());
  return waitMs === null ? { state: 'dead', waitMs: 0 } : { state: 'pending', waitMs };
}

/** A courtesy: whoever is not woken is tried when its time comes. */
async function hurryOthers({ pool, deliveryClient }: DeliveryDeps, queue: DeliveryQueue): Promise<void> {
  const waiting = await hurryQueues(pool, queue, {
    waitingUntilAfter: Date.now() + worthHurryingMs,
    limit: hurriedAtOnce,
  });
  await Promise.all(waiting.map((other) => deliveryClient.retryNow(other)));
}

async function disable(deps: DeliveryDeps, queue: DeliveryQueue, due: Due): Promise<void> {
  const { pool, deliveryClient } = deps;
  const reason = `answered 410 Gone to ${due.event}`;
  if (!(await disableEndpoint(pool, queue, reason))) return;
  await publishEvent(
    { pool, wake: deliveryClient.wake },
    {
      id: eventIdOf(due.id, due.tries + 1),
      tenant: queue.tenant,
      type: 'agent.webhook.endpoint_disabled',
      account: null,
      run: null,
      sequence: Date.now(),
      data: { endpoint: queue.endpoint, reason },
    },
  );
}

/** A receiver may answer with what it was sent, and that may hold a link. */
const signedLink = /reauth_[0-9a-f]+\.[\w-]*/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out.
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f]+/g;

function scrub(text: string): string | null {
  const scrubbed = redactSecrets(text.replace(unprintable, ' ').replace(signedLink, redacted));
  return scrubbed === '' ? null : String(scrubbed);
}
