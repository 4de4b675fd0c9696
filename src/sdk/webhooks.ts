// Receives a webhook: was it signed by Firstlight for this endpoint, and which event is it?

import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { type EventType, eventTypes, type FirstlightEvent } from './event-types.ts';

export { WebhookVerificationError } from 'standardwebhooks';
export { type EventType, eventTypes, type FirstlightEvent } from './event-types.ts';

/** Of a type this version does not know: a newer Firstlight sends it, and it is to be ignored. */
export interface UnknownEvent {
  readonly id: string;
  readonly type: 'unknown';
  readonly sentType: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Headers =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Throws a `WebhookVerificationError` unless one of the secrets signed exactly this body within the last five minutes.
 *
 * @param body The text as it came: parsed and written again, it would not verify.
 * @param secrets All that are live, `whsec_…`. While a secret is being changed there are two.
 */
export function verifyWebhook(
  headers: Headers,
  body: string | Uint8Array,
  secrets: string | readonly string[],
): FirstlightEvent | UnknownEvent {
  const live = typeof secrets === 'string' ? [secrets] : secrets;
  if (live.length === 0)
    throw new TypeError('A webhook cannot be verified without its secret, and none was given.');
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const signed = {
    'webhook-id': read(headers, 'webhook-id'),
    'webhook-timestamp': read(headers, 'webhook-timestamp'),
    'webhook-signature': read(headers, 'webhook-signature'),
  };
  let refusal: unknown;
  for (const secret of live) {
    try {
      new Webhook(secret).verify(text, signed);
      return eventOf(text);
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function eventOf(text: string): FirstlightEvent | UnknownEvent {
  const event = JSON.parse(text) as FirstlightEvent;
  if (eventTypes.includes(event.type)) return event;
  const { id, timestamp, data } = event as FirstlightEvent;
  return { id, type: 'unknown', sentType: (event as { type: EventType }).type, timestamp, data };
}

function read(headers: Headers, name: string): string {
  if (typeof headers.get === 'function') return headers.get(name) ?? '';
  const value = (headers as Readonly<Record<string, string | readonly string[] | undefined>>)[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
