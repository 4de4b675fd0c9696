// What workflows published, in every recorded history, is what the API's description says of its type. No server.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventDraft, EventType } from '../../src/domain/events.ts';
import { showEvent } from '../../src/events/show-event.ts';
import { eventData } from '../../src/http/event-data.ts';
import type { EventRow } from '../../src/store/events.ts';
import { historiesFolder } from '../support/record-history.ts';

interface Recorded {
  readonly events: readonly {
    readonly activityTaskScheduledEventAttributes?: {
      readonly activityType: { readonly name: string };
      readonly input?: { readonly payloads: readonly { readonly data: string }[] };
    };
  }[];
}

const published = readdirSync(historiesFolder)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => {
    const { events } = JSON.parse(readFileSync(new URL(file, historiesFolder), 'utf8')) as Recorded;
    return events
      .map(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled)
      .filter((scheduled) => scheduled?.activityType.name === 'publishEvent')
      .map((scheduled) => ({
        file,
        event: JSON.parse(
          Buffer.from(scheduled!.input!.payloads[0]!.data, 'base64').toString(),
        ) as EventDraft,
      }));
  });

/** Recorded of versions that said less, and nothing else. */
const saidLess = ['account-lost-answer-single-use.json', 'account-revoked-and-reauthorized.json'];

/** As it is shown once its row is written. */
function shownData({ tenant, ...draft }: EventDraft): Record<string, unknown> {
  const links = { urlFor: (id: string) => `https://firstlight.example/connect/${id}` };
  const row = { ...draft, position: 1, created_at: 0 } as unknown as EventRow;
  return showEvent(links, tenant, row).data;
}

describe('the data of events', () => {
  it('is of every recorded event what its type says, to the last field', () => {
    expect(published.length).toBeGreaterThan(30);
    for (const { file, event } of published) {
      const data = shownData(event);
      const parsed = eventData[event.type].safeParse(data);
      const issues = parsed.error?.issues ?? [];
      const wrong = saidLess.includes(file)
        ? issues.filter(({ path: [field] }) => data[String(field)] !== undefined)
        : issues;
      expect(wrong, `${event.type} in ${file}`).toEqual([]);
      if (parsed.success) expect(parsed.data, `${event.type} in ${file}`).toEqual(data);
    }
  });

  it('was recorded of most types', () => {
    const types = new Set<EventType>(published.map(({ event }) => event.type));
    expect(types.size).toBeGreaterThanOrEqual(14);
  });
});
