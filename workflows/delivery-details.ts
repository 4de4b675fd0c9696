// How a queue of deliveries stands, as Markdown for Temporal UI's current details.

import type { AttemptResult, DeliveryQueue } from '../src/domain/delivery.ts';
import { describeInstant } from '../src/domain/time.ts';

export function describeDelivery(queue: DeliveryQueue, result: AttemptResult, now: number): string {
  const title = `Events of \`${queue.subject}\` to endpoint **${queue.endpoint}** of ${queue.tenant}`;
  if (result.kind === 'nothing') return `${title}\n\nnothing is owed`;
  const { event, type, delivery, tries, outcome, behind } = result;
  const lines = [
    title,
    '',
    `- last try: \`${type}\` (${event}, delivery ${delivery}), try ${tries}: ${outcome}`,
    `- ${nextOf(result, now)}`,
    `- ${behind} ${behind === 1 ? 'event waits' : 'events wait'} behind it`,
  ];
  return lines.join('\n');
}

function nextOf(result: Exclude<AttemptResult, { kind: 'nothing' }>, now: number): string {
  switch (result.kind) {
    case 'delivered':
      return 'delivered';
    case 'again':
      return `next try ${describeInstant(now + result.waitMs)}; the signal \`retryNow\` tries at once`;
    case 'dead':
      return 'given up: a dead letter; POST /v1/deliveries/{id}/retry puts it back';
    case 'disabled':
      return 'the endpoint is disabled (410 Gone) until it is put again';
  }
}
