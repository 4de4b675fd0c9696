// `npm run demo`: a six-hour night in about a minute, on embedded parts, with no account and no key. Exit status 0 only if
// every promise held. `-- --json` prints the figures as the last line, `-- --keep` leaves everything up until Ctrl-C.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { handleStopSignals } from '../embedded/stop-signals.ts';
import { keepLocalSettings } from '../local-settings.ts';
import { createLocalStack } from '../local-stack.ts';
import { explain } from '../process.ts';
import { castTenants, sandboxOptions } from './cast.ts';
import { findBrokenPromises } from './figures.ts';
import { describeNight } from './ledger-table.ts';
import { playNight } from './night.ts';
import { startSandboxProcess } from './sandbox-process.ts';
import { openScreen } from './screen.ts';

async function demo(): Promise<number> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, keep: { type: 'boolean' } },
    strict: true,
  });
  const screen = openScreen(values.json ? process.stderr : process.stdout);
  const config = readConfig(process.env);
  const home = resolve(config.FIRSTLIGHT_DATA_DIR);
  const dataDir = join(home, `demo-${process.pid}`);
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const settings = keepLocalSettings(config, dataDir);

  screen.line('Firstlight: one night, three customers, nine accounts.');
  screen.line('Starting PostgreSQL, Temporal, the sandbox providers, one api and one worker …');
  const sandbox = await startSandboxProcess(dataDir, sandboxOptions);
  const { stack, start } = createLocalStack({
    config,
    settings,
    dataDir,
    ephemeral: true,
    environment: { FIRSTLIGHT_PROVIDER_FILES: sandbox.providerFiles, FIRSTLIGHT_PUBLIC_URL: '' },
    apiPort: 0,
    log: (line) => screen.line(`  ${line}`),
  });
  stack.add(sandbox.process);
  const removeData = (): void => rmSync(dataDir, { recursive: true, force: true });
  handleStopSignals(() => stack.stop().finally(removeData), { log: (line) => screen.line(line) });

  try {
    const local = await start();
    const { control, description } = sandbox;
    const cast = await castTenants(local.apiUrl, settings.operatorKey.reveal(), control, description);
    const picture = join(home, 'night.svg');
    const { figures, svg } = await playNight({ local, control, description, cast, screen });
    writeFileSync(picture, svg);

    screen.line('');
    for (const line of describeNight(figures)) screen.line(line);
    const broken = findBrokenPromises(figures);
    screen.line('');
    screen.line(`The picture of the night: ${picture}`);
    screen.line(
      broken.length === 0 ? 'Every promise held.' : `Not every promise held: ${broken.join('; ')}.`,
    );
    if (values.keep) {
      screen.line(
        `Left up: API ${local.apiUrl}, Temporal UI ${local.parts.temporalUiUrl}, operator key in ${settings.operatorKeyFile}. Ctrl-C ends it.`,
      );
      if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
      await new Promise(() => {});
    }
    await stack.stop();
    removeData();
    if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
    return broken.length === 0 ? 0 : 1;
  } catch (error) {
    screen.line('');
    screen.line(`What the processes wrote is in ${join(dataDir, 'logs')}.`);
    await stack.stop();
    throw error;
  }
}

demo().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`The demo did not come to its end. ${explain(error)}\n`);
    process.exit(1);
  },
);
