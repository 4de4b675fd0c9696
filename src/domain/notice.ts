// The words of notices to people that a workflow may know: to whom, and what one step came to. Ids and times only: what is
// written in a notice, and the link in it, are made when it is sent and kept nowhere.

import type { ContactId, NoticeId, TenantId } from './ids.ts';

/** A contact of a tenant; with no tenant, the operator. */
export interface PersonRef {
  readonly tenant: TenantId | null;
  readonly contact: ContactId;
}

export const operator: PersonRef = { tenant: null, contact: 'operator' as ContactId };

export const noticeChannels = ['email', 'slack'] as const;
export type NoticeChannel = (typeof noticeChannels)[number];

/** `refused`: the address takes no messages. `failed`: out of tries. `withdrawn`: it no longer mattered when its turn came. */
export type MessageState = 'pending' | 'sent' | 'refused' | 'failed' | 'withdrawn';

/** Local times, `HH:MM`; may span midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

export type NoticeStep =
  /** Nothing is to be said; the next event about this person starts the workflow again. */
  | { readonly kind: 'nothing' }
  /** Nothing before then, unless there is news. */
  | { readonly kind: 'wait'; readonly waitMs: number; readonly why: string }
  /** Decided what to say; its messages come next. */
  | { readonly kind: 'written'; readonly notice: NoticeId; readonly asks: number }
  | {
      readonly kind: 'attempted';
      readonly notice: NoticeId;
      readonly channel: NoticeChannel;
      readonly state: MessageState;
    }
  /** Nobody acted: another contact is asked too. */
  | { readonly kind: 'escalated'; readonly to: ContactId };
