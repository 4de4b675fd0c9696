// Browsers that set out to a provider, and what came of it. One row a departure: the last one to set out does not undo
// those before it. State and cookie are hashes, the verifier is sealed and goes away when it is taken.

import { z } from 'zod';
import type { ConnectRequestId, DepartureId, ReauthRequestId, TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable } from './db.ts';

const departureRow = z.object({
  id: z.string().transform((id) => id as DepartureId),
  tenant: z.string().transform((id) => id as TenantId),
  request: z.string().transform((id) => id as ReauthRequestId | ConnectRequestId),
  return_url: z.string().nullable(),
  browser_hash: z.instanceof(Buffer),
  verifier_sealed: z.instanceof(Buffer).nullable(),
  taken_at: z.number().nullable(),
  /** Written and read by src/connect alone. */
  outcome: z.unknown(),
});

export type DepartureRow = z.output<typeof departureRow>;

const columns = 'id, tenant, request, return_url, browser_hash, verifier_sealed, taken_at, outcome';

export async function insertDeparture(
  db: Queryable,
  departure: {
    readonly id: DepartureId;
    readonly tenant: TenantId;
    readonly request: ReauthRequestId | ConnectRequestId;
    readonly returnUrl: string | null;
    readonly stateHash: Buffer;
    readonly browserHash: Buffer;
    readonly verifierSealed: Buffer | null;
  },
): Promise<void> {
  // Nobody comes back after a day, and nobody reads what came of it any more.
  await db.query("delete from departures where created_at < now() - interval '1 day'");
  await db.query(
    `insert into departures (id, tenant, request, return_url, state_hash, browser_hash, verifier_sealed)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      departure.id,
      departure.tenant,
      departure.request,
      departure.returnUrl,
      departure.stateHash,
      departure.browserHash,
      departure.verifierSealed,
    ],
  );
}

/** The departure of this state, if it has not come back before: from now on it has, and its verifier is gone. */
export async function takeDeparture(db: Queryable, stateHash: Buffer): Promise<DepartureRow | null> {
  return firstRow(
    db,
    departureRow,
    `update departures d set taken_at = now(), verifier_sealed = null
     from (select ${columns} from departures where state_hash = $1 and taken_at is null for update) before
     where d.id = before.id
     returning before.id, before.tenant, before.request, before.return_url, before.browser_hash, before.verifier_sealed,
               d.taken_at, d.outcome`,
    [stateHash],
  );
}

export async function findDepartureByState(db: Queryable, stateHash: Buffer): Promise<DepartureRow | null> {
  return firstRow(db, departureRow, `select ${columns} from departures where state_hash = $1`, [stateHash]);
}

export async function findDeparture(db: Queryable, id: DepartureId): Promise<DepartureRow | null> {
  return firstRow(db, departureRow, `select ${columns} from departures where id = $1`, [id]);
}

export async function saveOutcome(db: Queryable, id: DepartureId, outcome: object): Promise<void> {
  await db.query('update departures set outcome = $2 where id = $1', [id, JSON.stringify(outcome)]);
}
