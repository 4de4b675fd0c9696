// With which keys is sealed what Temporal still needs of us: read from histories and schedules as the server has them, without opening
// anything. Counts what a worker has to open to go on; titles, which only people read, and what is searchable, which nobody seals, are
// left out.

import type proto from '@temporalio/proto';
import { sealedEncoding } from './payload-codec.ts';

export interface Seals {
  /** Of keys that sealed something. */
  readonly keys: ReadonlySet<string>;
  /** Payloads that nobody sealed. */
  readonly plain: number;
}

type Payload = proto.temporal.api.common.v1.IPayload;
type Event = proto.temporal.api.history.v1.IHistoryEvent;

/** What replays do not open: titles; search attributes; a failure that a worker reported of itself; the SDK's own notes. */
const leftOut = new Set([
  'userMetadata',
  'searchAttributes',
  'workflowTaskFailedEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
]);

export function sealsOf(value: unknown): Seals {
  const keys = new Set<string>();
  let plain = 0;
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || part instanceof Uint8Array) return;
    if (isPayload(part)) {
      if (textOf(part.metadata, 'encoding') === sealedEncoding)
        keys.add(textOf(part.metadata, 'encryption-key-id'));
      else plain += 1;
      return;
    }
    for (const [name, inner] of Object.entries(part)) if (!leftOut.has(name)) look(inner);
  };
  look(value);
  return { keys, plain };
}

export const sealsOfEvents = (events: readonly Event[]): Seals =>
  sealsOf(events.filter((event) => !isOfTheSdk(event)));

/** A marker of the SDK's core (a patch) is written and read by it alone, and never sealed. */
const isOfTheSdk = ({ markerRecordedEventAttributes: marker }: Event): boolean =>
  marker?.markerName?.startsWith('core_') === true;

/** By its shape: no other message of a history has both, and its class is one that is made at run time. */
const isPayload = (part: object): part is Payload => 'metadata' in part && 'data' in part;

const textOf = (metadata: Readonly<Record<string, Uint8Array>> | null | undefined, name: string): string => {
  const value = metadata?.[name];
  return value ? Buffer.from(value).toString() : '';
};
