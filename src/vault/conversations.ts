// Conversations of runs that a model decides, sealed with the tenant's rows key, like the rows they speak of.

import type { Json } from '../domain/tool.ts';
import {
  type ConversationRef,
  type EntryPlace,
  insertEntries,
  listEntries,
} from '../store/conversation-entries.ts';
import type { Pool } from '../store/db.ts';
import { type DataKeys, rowsScope } from './data-keys.ts';
import { open, seal } from './envelope.ts';

export interface ConversationEntry extends EntryPlace {
  readonly content: Json;
  readonly facts: Json;
  readonly at: number;
}

export interface Conversations {
  /** Entries that stand there already stay as they are. */
  append(
    conversation: ConversationRef,
    entries: readonly (EntryPlace & { readonly content: Json; readonly facts: Json })[],
  ): Promise<void>;
  /** All of it, or of some turns. */
  read(
    conversation: ConversationRef,
    slice?: { readonly from: number; readonly turns: number },
  ): Promise<ConversationEntry[]>;
}

const everything = { from: 0, turns: 1_000_000 };

export function createConversations(pool: Pool, keys: DataKeys): Conversations {
  return {
    async append(conversation, entries) {
      const key = await keys.keyOf(pool, rowsScope(conversation.tenant));
      await insertEntries(
        pool,
        conversation,
        entries.map(({ content, ...entry }) => ({
          ...entry,
          sealed: seal(key, JSON.stringify(content), contextOf(conversation, entry)),
        })),
      );
    },

    async read(conversation, slice = everything) {
      const key = await keys.keyOf(pool, rowsScope(conversation.tenant));
      return (await listEntries(pool, conversation, slice)).map(({ sealed, created_at, ...entry }) => ({
        ...entry,
        content: JSON.parse(open(key, sealed, contextOf(conversation, entry)).toString('utf8')),
        at: created_at,
      }));
    },
  };
}

const contextOf = ({ tenant, run }: ConversationRef, { turn, part, number }: EntryPlace): string =>
  `conversation:${tenant}:${run}:${turn}:${part}:${number}`;
