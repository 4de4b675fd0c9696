// A word that a worker of an earlier version has let pass: `renewHistory` stands in the history of a workflow, and what was done after
// it was done by code that did not know it. Today's code must come to the same. Made from the recorded histories of workflows that
// live for years, by putting the word in before each of their tasks but the last.
import { readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';
import { workflowBundlePath } from '../../src/temporal/workflow-bundle.ts';
import { historiesFolder } from '../support/record-history.ts';

interface Event {
  readonly eventId: string;
  readonly eventType: string;
  readonly eventTime: string;
  readonly [attributes: string]: unknown;
}

const signalOfBefore = (id: number, eventTime: string): Event => ({
  eventId: String(id),
  eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
  eventTime,
  workflowExecutionSignaledEventAttributes: { signalName: 'renewHistory', input: {} },
});

/** Every number of an event that is told by its name, from there on, is one more. */
function shift(value: unknown, from: number): unknown {
  if (Array.isArray(value)) return value.map((inner) => shift(inner, from));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isNumber = /eventId$/i.test(name) && /^\d+$/.test(String(inner)) && Number(inner) >= from;
      return [name, isNumber ? String(Number(inner) + 1) : shift(inner, from)];
    }),
  );
}

function withTheWord(events: readonly Event[], place: number): readonly Event[] {
  const { eventTime } = events[place]!;
  const moved = events.map((event) => shift(event, place + 1) as Event);
  return [...moved.slice(0, place), signalOfBefore(place + 1, eventTime), ...moved.slice(place)];
}

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
});

it.each(['account-revoked-and-reauthorized', 'account-foreseen', 'delivery-down-and-up', 'notice', 'dusk'])(
  'replays %s with the word in it, wherever it came',
  async (name) => {
    const { events } = JSON.parse(readFileSync(new URL(`${name}.json`, historiesFolder), 'utf8')) as {
      events: Event[];
    };
    const places = events.flatMap(({ eventType }, place) =>
      eventType === 'EVENT_TYPE_WORKFLOW_TASK_SCHEDULED' && place > 2 ? [place] : [],
    );
    expect(places.length).toBeGreaterThan(1);
    for (const place of places.slice(0, -1)) {
      await Worker.runReplayHistory(
        { workflowBundle: { codePath: workflowBundlePath } },
        historyFromJSON({ events: withTheWord(events, place) }),
      );
    }
  },
);
