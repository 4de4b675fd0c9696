// `firstlight migrate`: brings the database up to this version, and Temporal's namespace and search attributes. Says what it
// did; running it again does nothing. `--check` changes nothing and says what is missing. The one process that ends by itself:
// with 0 when all is there, 1 when it is not (or something failed), 2 when somebody else must do a part of it.

import { type Config, readConfig, requireForProduction } from './config.ts';
import { explain } from './process.ts';
import { migrate, missingMigrations, refuseNewerSchema } from './store/migrate.ts';
import { connectClient, type TemporalClient } from './temporal/connection.ts';
import { noPayloads } from './temporal/payloads.ts';
import {
  commandFor,
  findNamespaceWork,
  type NamespaceWork,
  prepareNamespace,
} from './temporal/prepare-namespace.ts';
import { examineSearchAttributes, registerSearchAttributes } from './temporal/register-search-attributes.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const words = process.argv.slice(2).filter((word) => word !== 'migrate');

try {
  if (words.some((word) => word !== '--check')) {
    process.stderr.write('Usage: firstlight migrate [--check]\n');
    process.exit(2);
  }
  const config = readConfig(process.env);
  const { DATABASE_URL } = requireForProduction(config, ['DATABASE_URL']);
  process.exitCode = await (words.length > 0 ? check : change)(config, DATABASE_URL);
} catch (error) {
  process.stderr.write(`migrate: ${explain(error)}\n`);
  process.exitCode = 1;
}

async function change(config: Config, databaseUrl: string): Promise<number> {
  const { applied } = await migrate(databaseUrl);
  say(applied.length > 0 ? `database: applied ${applied.join(', ')}` : 'database: up to date already');
  return withTemporal(config, async (temporal) => {
    const { namespace } = temporal;
    const prepared = await prepareNamespace(temporal, config.FIRSTLIGHT_HISTORY_DAYS);
    if (prepared.kind === 'by_hand') return askOthers(prepared);
    if (prepared.work) say(`temporal: ${pastOf(prepared.work)} namespace ${namespace}`);
    const registered = await registerSearchAttributes(temporal);
    if (registered.kind === 'by_hand') return askOthers(registered);
    say(
      registered.added.length > 0
        ? `temporal: registered ${registered.added.join(', ')} in namespace ${namespace}`
        : `temporal: search attributes are registered already in namespace ${namespace}`,
    );
    return 0;
  });
}

async function check(config: Config, databaseUrl: string): Promise<number> {
  await refuseNewerSchema(databaseUrl);
  const missing = await missingMigrations(databaseUrl);
  say(missing.length > 0 ? `database: lacks ${missing.join(', ')}` : 'database: up to date');
  return withTemporal(config, async (temporal) => {
    const { namespace } = temporal;
    const work = await findNamespaceWork(temporal, config.FIRSTLIGHT_HISTORY_DAYS);
    if (work) say(`temporal: to be done: ${commandFor(namespace, work)}`);
    // Of a namespace that is not there none is known.
    const attributes = work?.kind === 'create' ? null : (await examineSearchAttributes(temporal)).missing;
    if (attributes) {
      say(
        attributes.length > 0
          ? `temporal: namespace ${namespace} lacks the search attributes ${attributes.join(', ')}`
          : `temporal: search attributes are registered in namespace ${namespace}`,
      );
    }
    const isComplete = missing.length === 0 && work === null && attributes?.length === 0;
    if (!isComplete) say('Run `firstlight migrate` once; it does what is missing and nothing else.');
    return isComplete ? 0 : 1;
  });
}

async function withTemporal(
  config: Config,
  work: (temporal: TemporalClient) => Promise<number>,
): Promise<number> {
  const temporal = await connectClient(
    {
      address: config.TEMPORAL_ADDRESS ?? null,
      namespace: config.TEMPORAL_NAMESPACE ?? null,
    },
    noPayloads,
  );
  try {
    return await work(temporal);
  } finally {
    await temporal.close();
  }
}

function askOthers({ reason, commands }: { reason: string; commands: readonly string[] }): number {
  say(
    `temporal: ${reason}. Whoever may administer the server runs this once, then \`firstlight migrate\` again:\n`,
  );
  for (const command of commands) say(`  ${command}`);
  return 2;
}

function pastOf({ kind, days }: NamespaceWork): string {
  return `${kind === 'create' ? 'made' : 'updated'}${days === null ? '' : ` (histories kept for ${days} days)`}`;
}
