// What a person is asked who is to connect a new account. The link is signed and stored nowhere (src/vault/reauth-links.ts);
// this row says whether it is still good, and is completed in the transaction that makes the account: single use.

import { z } from 'zod';
import type { AccountId, AccountRef, ConnectRequestId, TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable } from './db.ts';

const requestRow = z.object({
  id: z.string().transform((id) => id as ConnectRequestId),
  tenant: z.string().transform((id) => id as TenantId),
  /** The account's id from the moment it is connected. */
  account: z.string().transform((id) => id as AccountId),
  provider: z.string(),
  scopes: z.array(z.string()),
  label: z.string().nullable(),
  state: z.enum(['open', 'completed']),
  expires_at: z.number(),
});

export type ConnectRequestRow = z.output<typeof requestRow>;

const columns = 'id, tenant, account, provider, scopes, label, state, expires_at';

export async function insertConnectRequest(
  db: Queryable,
  request: {
    readonly id: ConnectRequestId;
    readonly ref: AccountRef;
    readonly provider: string;
    readonly scopes: readonly string[];
    readonly label: string | null;
    readonly expiresAt: number;
  },
): Promise<void> {
  await db.query(
    `insert into connect_requests (id, tenant, account, provider, scopes, label, state, expires_at)
     values ($1, $2, $3, $4, $5, $6, 'open', $7)`,
    [
      request.id,
      request.ref.tenant,
      request.ref.account,
      request.provider,
      request.scopes,
      request.label,
      new Date(request.expiresAt),
    ],
  );
}

export async function findConnectRequest(
  db: Queryable,
  id: ConnectRequestId,
): Promise<ConnectRequestRow | null> {
  return firstRow(db, requestRow, `select ${columns} from connect_requests where id = $1`, [id]);
}

/** False when somebody else has completed it: of two people with one link, the second connects nothing. */
export async function completeConnectRequest(db: Queryable, id: ConnectRequestId): Promise<boolean> {
  const result = await db.query(
    "update connect_requests set state = 'completed', completed_at = now() where id = $1 and state = 'open'",
    [id],
  );
  return result.rowCount === 1;
}
