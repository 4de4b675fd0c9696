// `npm start -- --sandbox`: the whole of Firstlight with the sandbox in the place of the providers and of a model, until Ctrl-C,
// for a first try (docs/quickstart.md). The sandbox forgets its grants when it ends, so nothing else is kept either. What a
// program needs to speak to it stands in a file to be read by a shell.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { handleStopSignals } from '../embedded/stop-signals.ts';
import { keepLocalSettings } from '../local-settings.ts';
import { createLocalStack } from '../local-stack.ts';
import { explain } from '../process.ts';
import { createTenantKey } from './api-client.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';

const tenant = { id: 'acme', name: 'Acme' };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** For FIRSTLIGHT_MODEL_FILES: the sandbox's model, under the name `sandbox`. */
function writeModelFile(dataDir: string, { description }: SandboxProcess): string {
  const path = join(dataDir, 'models.json');
  const { baseUrl, apiKey } = description.model;
  const model = { kind: 'openai-compatible', name: 'sandbox', model: 'scripted', baseUrl, apiKey };
  writeFileSync(path, JSON.stringify({ models: [model] }), { mode: 0o600 });
  return path;
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const home = resolve(config.FIRSTLIGHT_DATA_DIR);
  const dataDir = join(home, `sandbox-${process.pid}`);
  const environmentFile = join(home, 'sandbox.env');
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const settings = keepLocalSettings(config, dataDir);
  say('Starting PostgreSQL, Temporal, the sandbox providers, one api and one worker …');
  const sandbox = await startSandboxProcess(dataDir, { world: { tenants: [tenant] } });
  const { stack, start: startStack } = createLocalStack({
    config,
    settings,
    dataDir,
    ephemeral: true,
    environment: {
      FIRSTLIGHT_PROVIDER_FILES: sandbox.providerFiles,
      FIRSTLIGHT_MODEL_FILES: writeModelFile(dataDir, sandbox),
    },
    apiPort: config.FIRSTLIGHT_PORT,
    log: say,
  });
  stack.add(sandbox.process);
  const forget = (): void => {
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(environmentFile, { force: true });
  };
  handleStopSignals(() => stack.stop().finally(forget), { exitStatus: 0, log: say });
  const { apiUrl, parts } = await startStack().catch(async (error: unknown) => {
    await sandbox.process.stop();
    throw error;
  });

  const { description } = sandbox;
  const variables = {
    FIRSTLIGHT_URL: apiUrl,
    FIRSTLIGHT_TENANT_KEY: await createTenantKey(apiUrl, settings.operatorKey.reveal(), tenant),
    FIRSTLIGHT_DATA_DIR: dataDir,
    SANDBOX_URL: description.controlUrl,
    MODEL_URL: description.model.baseUrl,
    MODEL_KEY: description.model.apiKey,
    MODEL_NAME: 'scripted',
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
  writeFileSync(environmentFile, lines.join(''), { mode: 0o600 });

  say('');
  say(`Firstlight is up.   API          ${apiUrl}   (described at /docs and /openapi.json)`);
  say(`                    Temporal UI  ${parts.temporalUiUrl ?? 'your own'}`);
  say(`                    operator key ${settings.operatorKeyFile ?? 'from FIRSTLIGHT_OPERATOR_KEY'}`);
  say(
    `                    providers    ${Object.keys(description.providerOverrides).join(', ')}: the sandbox’s`,
  );
  say(
    `                    tenant       ${tenant.id}; in another terminal:  . ${relative('.', environmentFile)}`,
  );
  say('Ctrl-C ends it, and nothing is kept.');
}

start().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
