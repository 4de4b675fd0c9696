// The parts the doctor looks at, each open or known to be closed, so that one that is away is told once, by the check of its
// name. Opens everything itself and asks no process of ours: those may be what is broken.

import type { Config, Environment } from '../config.ts';
import { Failure } from '../domain/failures.ts';
import { explain } from '../process.ts';
import type { Providers } from '../providers/registry.ts';
import { readProviders } from '../services.ts';
import { openPool, type Pool } from '../store/db.ts';
import { migrate, missingMigrations, refuseNewerSchema } from '../store/migrate.ts';
import { connectClient, type TemporalClient } from '../temporal/connection.ts';
import { createPayloadCodec } from '../temporal/payload-codec.ts';
import { createPayloads } from '../temporal/payloads.ts';
import { findNamespaceWork, prepareNamespace } from '../temporal/prepare-namespace.ts';
import { createKeyRing, type KeyRing } from '../vault/key-ring.ts';
import { broken, type Finding } from './finding.ts';

export type Part<Opened> =
  | { readonly kind: 'open'; readonly part: Opened }
  | { readonly kind: 'closed'; readonly finding: Finding };

export interface Parts {
  readonly database: Part<Pool>;
  /** The database, when it has the schema of this version. */
  readonly schema: Part<Pool>;
  readonly temporal: Part<TemporalClient>;
  /** The server, when it has our namespace. */
  readonly namespace: Part<TemporalClient>;
  readonly providers: Part<Providers>;
  readonly keys: Part<KeyRing>;
}

export interface House {
  readonly config: Config;
  /** What files refer to by name: keys of models. */
  readonly environment: Environment;
  readonly parts: Parts;
  close(): Promise<void>;
}

/** For checks that say what they need: by then it is open. */
export function opened<Opened>(part: Part<Opened>): Opened {
  if (part.kind === 'open') return part.part;
  throw new Error('a check looks at a part that it did not say it needs');
}

const closed = (finding: Finding): Part<never> => ({ kind: 'closed', finding });

async function open<Opened>(todo: string, work: () => Promise<Opened> | Opened): Promise<Part<Opened>> {
  try {
    return { kind: 'open', part: await work() };
  } catch (error) {
    return closed(broken(explain(error), todo));
  }
}

export async function openHouse(config: Config, environment: Environment): Promise<House> {
  const keys = await openKeys(config);
  const [database, temporal, providers] = await Promise.all([
    openDatabase(config),
    openTemporal(config, keys),
    open(
      'Correct what it names, then start api and worker again: they do not start with it.',
      async () => (await readProviders(config, environment)).providers,
    ),
  ]);
  return {
    config,
    environment,
    parts: {
      database,
      schema: database.kind === 'open' ? await openSchema(config, database.part) : database,
      temporal,
      namespace: temporal.kind === 'open' ? await openNamespace(config, temporal.part) : temporal,
      providers,
      keys,
    },
    async close() {
      if (temporal.kind === 'open') await temporal.part.close();
      if (database.kind === 'open') await database.part.end();
    },
  };
}

async function openDatabase({ DATABASE_URL }: Config): Promise<Part<Pool>> {
  if (DATABASE_URL === undefined) {
    return closed(
      broken(
        'DATABASE_URL is not set, and no stack of `npm start` is up in this folder.',
        'Give the doctor the settings that api and worker have (.env.example), or call it where `npm start` runs.',
      ),
    );
  }
  const pool = openPool(DATABASE_URL, { size: 4, name: 'firstlight-doctor' });
  const part = await open('Runs and refreshes stand still until it is back.', async () => {
    await pool.query('select 1');
    return pool;
  });
  if (part.kind === 'closed') await pool.end();
  return part;
}

async function openSchema({ DATABASE_URL }: Config, pool: Pool): Promise<Part<Pool>> {
  const url = DATABASE_URL!;
  const newer = await open('Run the doctor of that version.', () => refuseNewerSchema(url));
  if (newer.kind === 'closed') return newer;
  const missing = await missingMigrations(url);
  if (missing.length === 0) return { kind: 'open', part: pool };
  return closed({
    ...broken(
      `The database lacks ${missing.join(', ')}.`,
      'Run `firstlight migrate`, or --fix, then start api and worker again.',
    ),
    mend: async () => `Applied ${(await migrate(url)).applied.join(', ')}.`,
  });
}

const openTemporal = (config: Config, keys: Part<KeyRing>): Promise<Part<TemporalClient>> =>
  open('Nothing is refreshed and no run goes on until it is back.', () =>
    connectClient(
      { address: config.TEMPORAL_ADDRESS ?? null, namespace: config.TEMPORAL_NAMESPACE ?? null },
      createPayloads(
        keys.kind === 'open' ? createPayloadCodec(keys.part, config.FIRSTLIGHT_PAYLOADS) : withoutKeys,
      ),
    ),
  );

const refuse = (): never => {
  throw new Failure(
    'app.misconfigured',
    'What Temporal keeps is sealed, and the doctor has no keys: see what it says of them, and call it again.',
  );
};
const withoutKeys = { encode: async () => refuse(), decode: async () => refuse() };

async function openNamespace(
  { FIRSTLIGHT_HISTORY_DAYS: days }: Config,
  temporal: TemporalClient,
): Promise<Part<TemporalClient>> {
  const { namespace } = temporal;
  const work = await findNamespaceWork(temporal, days);
  if (work?.kind !== 'create') return { kind: 'open', part: temporal };
  return closed({
    ...broken(
      `The Temporal server has no namespace "${namespace}".`,
      'Make it with `firstlight migrate`, or --fix, or set TEMPORAL_NAMESPACE to the one that is there.',
    ),
    mend: async () => {
      const done = await prepareNamespace(temporal, days);
      return done.kind === 'done'
        ? `Made namespace ${namespace}.`
        : `Not made: ${done.reason}. Whoever may runs: ${done.commands.join('; ')}`;
    },
  });
}

const openKeys = ({ FIRSTLIGHT_MASTER_KEYS: keys }: Config): Promise<Part<KeyRing>> =>
  open('Set it to the keys that api and worker have; .env.example says how to make one.', () => {
    if (keys) return createKeyRing(keys);
    throw new Failure('app.misconfigured', 'FIRSTLIGHT_MASTER_KEYS is not set.');
  });
