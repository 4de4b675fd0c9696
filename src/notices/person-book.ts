// Everybody a notice may go to, in one form: a tenant's contacts from the database, the operator from the configuration.

import { type NoticeChannel, operator, type PersonRef, type QuietHours } from '../domain/notice.ts';
import { findContact, quietHoursOf } from '../store/contacts.ts';
import type { Pool } from '../store/db.ts';

export interface Person {
  readonly name: string;
  readonly timeZone: string;
  readonly language: string;
  readonly quietHours: QuietHours | null;
  /** In a Slack address the account comes first: `acct_…/C024BE91L`. */
  readonly addresses: readonly { readonly channel: NoticeChannel; readonly address: string }[];
}

export interface PersonBook {
  /** Null: a contact that was deleted, or an operator without an address. */
  find(ref: PersonRef): Promise<Person | null>;
}

export function createPersonBook(deps: {
  readonly pool: Pool;
  readonly operatorEmail: string | null;
}): PersonBook {
  return {
    async find({ tenant, contact }) {
      if (tenant === null) return operatorOf(deps.operatorEmail);
      const row = await findContact(deps.pool, tenant, contact);
      if (!row) return null;
      return {
        name: row.name,
        timeZone: row.time_zone,
        language: row.language,
        quietHours: quietHoursOf(row),
        addresses: [
          ...(row.email === null ? [] : [{ channel: 'email', address: row.email } as const]),
          ...(row.slack_account === null
            ? []
            : [{ channel: 'slack', address: `${row.slack_account}/${row.slack_channel}` } as const]),
        ],
      };
    },
  };
}

/** The operator's problems hold everybody's accounts: no quiet hours. */
const operatorOf = (email: string | null): Person | null =>
  email === null
    ? null
    : {
        name: operator.contact,
        timeZone: 'UTC',
        language: 'en-GB',
        quietHours: null,
        addresses: [{ channel: 'email', address: email }],
      };
