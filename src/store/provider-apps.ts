// Provider apps: the numbering of their accounts and the lifetimes their tokens have.

import { z } from 'zod';
import { isSameLifetimeClass } from '../domain/refresh-schedule.ts';
import { firstRow, type Queryable, rows } from './db.ts';

/** The next account number of this app; numbers are never reused, so the grid keeps its spread. */
export async function takeSerial(db: Queryable, app: string, provider: string): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ serial: z.number() }),
    `insert into provider_apps (id, provider, next_serial) values ($1, $2, 1)
     on conflict (id) do update set next_serial = provider_apps.next_serial + 1
     returning next_serial - 1 as serial`,
    [app, provider],
  );
  return row!.serial;
}

/** The nominal lifetime an observed one belongs to; founds a class where there is none within 5 %. */
export async function nominalLifetime(db: Queryable, app: string, observedMs: number): Promise<number> {
  const classes = await rows(
    db,
    z.object({ nominal_ms: z.number() }),
    'select nominal_ms from lifetime_classes where provider_app = $1 order by abs(nominal_ms - $2)',
    [app, observedMs],
  );
  const nearest = classes[0];
  if (nearest && isSameLifetimeClass(nearest.nominal_ms, observedMs)) return nearest.nominal_ms;
  await db.query(
    'insert into lifetime_classes (provider_app, nominal_ms) values ($1, $2) on conflict do nothing',
    [app, observedMs],
  );
  return observedMs;
}
