// `firstlight migrate`: brings the database up to this version and registers the search attributes with Temporal. Says what
// it did; running it again does nothing. The one process that ends by itself.

import { readConfig, requireForProduction } from './config.ts';
import { explain } from './process.ts';
import { migrate } from './store/migrate.ts';
import { connectClient } from './temporal/connection.ts';
import { registerSearchAttributes } from './temporal/register-search-attributes.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const config = readConfig(process.env);
  const { DATABASE_URL } = requireForProduction(config, ['DATABASE_URL']);

  const { applied } = await migrate(DATABASE_URL);
  say(applied.length > 0 ? `database: applied ${applied.join(', ')}` : 'database: up to date already');

  const temporal = await connectClient({
    address: config.TEMPORAL_ADDRESS ?? null,
    namespace: config.TEMPORAL_NAMESPACE ?? null,
  });
  try {
    const result = await registerSearchAttributes(temporal);
    switch (result.kind) {
      case 'registered':
        say(
          result.added.length > 0
            ? `temporal: registered ${result.added.join(', ')} in namespace ${temporal.namespace}`
            : `temporal: search attributes are registered already in namespace ${temporal.namespace}`,
        );
        break;
      case 'by_hand':
        say(`temporal: ${result.reason}. Whoever may administer the server runs this once:\n`);
        for (const command of result.commands) say(`  ${command}`);
        process.exitCode = 2;
        break;
    }
  } finally {
    await temporal.close();
  }
} catch (error) {
  process.stderr.write(`migrate: ${explain(error)}\n`);
  process.exitCode = 1;
}
