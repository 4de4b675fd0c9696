// `npm start -- --sandbox`: the whole of Firstlight with the sandbox in the place of the providers and of a model, until Ctrl-C,
// for a first try (docs/quickstart.md). The sandbox forgets its grants when it ends, so nothing else is kept either. What a
// program needs to speak to it stands in a file to be read by a shell.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { handleStopSignals } from '../embedded/stop-signals.ts';
import { keepLocalSettings, type LocalSettings } from '../local-settings.ts';
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

/**
 * What a shell needs to speak to it, the key of a tenant made for whoever tries it included. Answers what takes the file away:
 * one that failed to start must not take that of another copy.
 */
async function writeVariables(
  path: string,
  apiUrl: string,
  from: { readonly dataDir: string; readonly settings: LocalSettings; readonly sandbox: SandboxProcess },
): Promise<{ stop(): Promise<void> }> {
  const { controlUrl, model } = from.sandbox.description;
  const variables = {
    FIRSTLIGHT_URL: apiUrl,
    FIRSTLIGHT_TENANT_KEY: await createTenantKey(apiUrl, from.settings.operatorKey.reveal(), tenant),
    FIRSTLIGHT_DATA_DIR: from.dataDir,
    SANDBOX_URL: controlUrl,
    MODEL_URL: model.baseUrl,
    MODEL_KEY: model.apiKey,
    MODEL_NAME: 'scripted',
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
  writeFileSync(path, lines.join(''), { mode: 0o600 });
  return { stop: async () => rmSync(path, { force: true }) };
}

async function start(): Promise<void> {
  // Parts of its own, whatever the environment names: nothing of a real installation is touched.
  const config = { ...readConfig(process.env), DATABASE_URL: undefined, TEMPORAL_ADDRESS: undefined };
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
  const forget = (): void => rmSync(dataDir, { recursive: true, force: true });
  handleStopSignals(() => stack.stop().finally(forget), { exitStatus: 0, log: say });
  try {
    const { apiUrl, parts } = await startStack();
    stack.add(await writeVariables(environmentFile, apiUrl, { dataDir, settings, sandbox }));
    const providers = Object.keys(sandbox.description.providerOverrides).join(', ');
    const file = relative('.', environmentFile);
    say('');
    say(`Firstlight is up.   API          ${apiUrl}   (described at /docs and /openapi.json)`);
    say(`                    Temporal UI  ${parts.temporalUiUrl ?? 'none'}`);
    say(`                    operator key ${settings.operatorKeyFile ?? 'from FIRSTLIGHT_OPERATOR_KEY'}`);
    say(`                    providers    ${providers}: the sandbox’s`);
    say(`                    tenant       ${tenant.id}; in another terminal:  . ${file}`);
    say('Ctrl-C ends it, and nothing is kept.');
  } catch (error) {
    say(`What the processes wrote is in ${join(dataDir, 'logs')}.`);
    await stack.stop();
    throw error;
  }
}

start().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
