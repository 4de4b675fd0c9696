// `npm start`: the whole of Firstlight on this machine, for daily use, until Ctrl-C. No logic.

import { resolve } from 'node:path';
import { readConfig } from './config.ts';
import { handleStopSignals } from './embedded/stop-signals.ts';
import { keepLocalSettings } from './local-settings.ts';
import { createLocalStack } from './local-stack.ts';
import { explain } from './process.ts';
import { readProviders } from './services.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const config = readConfig(process.env);
  const dataDir = resolve(config.FIRSTLIGHT_DATA_DIR);
  const settings = keepLocalSettings(config, dataDir);
  const { stack, start } = createLocalStack({
    config,
    settings,
    dataDir,
    ephemeral: false,
    environment: {},
    apiPort: config.FIRSTLIGHT_PORT,
    log: say,
  });
  handleStopSignals(() => stack.stop(), { exitStatus: 0, log: say });
  const { apiUrl, parts } = await start();

  const { providers } = await readProviders(config, process.env);
  const ready = providers.configured.map((provider) => provider.id);
  say('');
  say(`Firstlight is up.   API          ${apiUrl}   (described at /docs and /openapi.json)`);
  say(`                    Temporal UI  ${parts.temporalUiUrl ?? 'your own'}`);
  say(`                    operator key ${settings.operatorKeyFile ?? 'from FIRSTLIGHT_OPERATOR_KEY'}`);
  say(
    `                    providers    ${ready.length > 0 ? ready.join(', ') : 'none yet: set <PROVIDER>_CLIENT_ID and _CLIENT_SECRET (.env.example)'}`,
  );
  say('Ctrl-C stops it; what it holds is kept.');
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
