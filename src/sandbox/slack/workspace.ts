// One customer's Slack workspace: its channels and what was posted there. A message is named by its channel and its `ts`,
// the second it was posted with six decimals, which no other message of the channel has.

import type { Person } from '../world/people.ts';

export interface Message {
  /** Microseconds since 1970: `ts` as a number that can be compared. */
  readonly postedAtMicros: number;
  readonly user: string;
  readonly text: string;
  readonly blocks: unknown;
  readonly metadata: unknown;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isArchived: boolean;
  /** Whether the app's bot is in it; who is not needs `chat:write.public` to post. */
  readonly hasBot: boolean;
  /** In the order of posting. */
  readonly messages: Message[];
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly botUserId: string;
  readonly appId: string;
  readonly channels: readonly Channel[];
  /** By id, or by name with or without the hash. */
  findChannel(idOrName: string): Channel | null;
}

const topics = ['general', 'sales', 'reports', 'old-deals', 'support', 'random', 'releases', 'old-events'];

export const slackUserIdOf = (person: Person): string => makeId('U', person.serial);
export const timestampOf = ({ postedAtMicros }: Message): string =>
  `${Math.floor(postedAtMicros / 1e6)}.${String(postedAtMicros % 1e6).padStart(6, '0')}`;

export function makeWorkspace(options: {
  readonly tenantIndex: number;
  readonly name: string;
  readonly channels: number;
}): Workspace {
  const { tenantIndex } = options;
  const channels = Array.from({ length: options.channels }, (_, index): Channel => {
    const round = Math.floor(index / topics.length);
    const name = topics[index % topics.length]!;
    return {
      id: makeId('C', tenantIndex * 100_000 + index + 1),
      name: round === 0 ? name : `${name}-${round + 1}`,
      isArchived: name.startsWith('old-'),
      hasBot: name !== 'random',
      messages: [],
    };
  });
  return {
    id: makeId('T', tenantIndex + 1),
    name: options.name,
    botUserId: makeId('UB', tenantIndex + 1),
    appId: 'A0SBX000001',
    channels,
    findChannel: (idOrName) =>
      channels.find(({ id, name }) => id === idOrName || name === idOrName.replace(/^#/, '')) ?? null,
  };
}

export function post(channel: Channel, message: Omit<Message, 'postedAtMicros'>): Message {
  const last = channel.messages.at(-1)?.postedAtMicros ?? 0;
  const posted = { ...message, postedAtMicros: Math.max(Date.now() * 1000, last + 1) };
  channel.messages.push(posted);
  return posted;
}

const makeId = (prefix: string, serial: number): string =>
  `${prefix}0SBX${serial.toString(36).toUpperCase().padStart(6, '0')}`;
