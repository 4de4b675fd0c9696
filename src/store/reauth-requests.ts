// What we ask a person: one request per state change that needs one.
// The link itself is not stored anywhere: it is signed, and made again whenever it is shown (src/vault/reauth-links.ts).

import { z } from 'zod';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { AccountId, AccountRef, ReauthRequestId, TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const requestRow = z.object({
  id: z.string().transform((id) => id as ReauthRequestId),
  tenant: z.string().transform((id) => id as TenantId),
  account: z.string().transform((id) => id as AccountId),
  seq: z.number(),
  state: z.enum(['open', 'completed', 'expired', 'withdrawn']),
  diagnosis: z.unknown().transform((value) => value as Diagnosis | null),
  expires_at: z.number(),
  declined_at: z.number().nullable(),
});

export type ReauthRequestRow = z.output<typeof requestRow>;

const columns = 'id, tenant, account, seq, state, diagnosis, expires_at, declined_at';

/** The request of this `seq`, opened now if there is none yet; one that is there takes the newer diagnosis. */
export async function openReauthRequest(
  db: Queryable,
  request: {
    readonly id: ReauthRequestId;
    readonly ref: AccountRef;
    readonly seq: number;
    readonly diagnosis: Diagnosis | null;
    readonly expiresAt: number;
  },
): Promise<ReauthRequestRow> {
  await db.query(
    `insert into reauth_requests (id, tenant, account, seq, state, diagnosis, expires_at)
     values ($1, $2, $3, $4, 'open', $5, $6)
     on conflict (tenant, account, seq) do update set diagnosis = excluded.diagnosis`,
    [
      request.id,
      request.ref.tenant,
      request.ref.account,
      request.seq,
      request.diagnosis && JSON.stringify(request.diagnosis),
      new Date(request.expiresAt),
    ],
  );
  const row = await firstRow(
    db,
    requestRow,
    `select ${columns} from reauth_requests where tenant = $1 and account = $2 and seq = $3`,
    [request.ref.tenant, request.ref.account, request.seq],
  );
  return row!;
}

export async function findReauthRequest(
  db: Queryable,
  id: ReauthRequestId,
): Promise<ReauthRequestRow | null> {
  return firstRow(db, requestRow, `select ${columns} from reauth_requests where id = $1`, [id]);
}

/** The open request of an account, the newest where there are several. */
export async function findOpenRequest(db: Queryable, ref: AccountRef): Promise<ReauthRequestRow | null> {
  return firstRow(
    db,
    requestRow,
    `select ${columns} from reauth_requests
     where tenant = $1 and account = $2 and state = 'open' and expires_at > now() order by seq desc limit 1`,
    [ref.tenant, ref.account],
  );
}

/** Of several accounts of a tenant, the request that is open for each, the newest where there are several. */
export async function listOpenRequests(
  db: Queryable,
  tenant: TenantId,
  accounts: readonly AccountId[],
): Promise<Map<AccountId, ReauthRequestRow>> {
  const open = await rows(
    db,
    requestRow,
    `select ${columns} from reauth_requests
     where tenant = $1 and account = any($2) and state = 'open' and expires_at > now() order by seq`,
    [tenant, accounts],
  );
  return new Map(open.map((request) => [request.account, request]));
}

/** Said once, it stands; the first time counts. */
export async function declineRequest(db: Queryable, id: ReauthRequestId): Promise<void> {
  await db.query(
    `update reauth_requests set declined_at = coalesce(declined_at, now()) where id = $1 and state = 'open'`,
    [id],
  );
}

/** Whether the person asked about this state of the account has said no. */
export async function isDeclined(db: Queryable, ref: AccountRef, seq: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `select 1 from reauth_requests
     where tenant = $1 and account = $2 and seq = $3 and state = 'open' and declined_at is not null`,
    [ref.tenant, ref.account, seq],
  );
  return rowCount === 1;
}

/** Gives a request whose link has run out another term; one that was answered or withdrawn stays closed. */
export async function renewReauthRequest(
  db: Queryable,
  id: ReauthRequestId,
  expiresAt: number,
): Promise<void> {
  await db.query(
    `update reauth_requests set state = 'open', expires_at = $2
     where id = $1 and (state = 'expired' or (state = 'open' and expires_at <= now()))`,
    [id, new Date(expiresAt)],
  );
}

/** Closes every open request of the account: the grant is back, nobody needs to act any more. */
export async function completeRequests(
  db: Queryable,
  ref: AccountRef,
  completed: ReauthRequestId | null,
): Promise<void> {
  await db.query(
    `update reauth_requests
     set state = case when id = $3 then 'completed' else 'withdrawn' end, completed_at = now()
     where tenant = $1 and account = $2 and state = 'open'`,
    [ref.tenant, ref.account, completed],
  );
}
