// A Firstlight of its own for the measurements: the local stack and the sandbox, and this process wired like a worker.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { readConfig } from '../src/config.ts';
import { type ApiClient, createTenant } from '../src/demo/api-client.ts';
import { type SandboxProcess, startSandboxProcess } from '../src/demo/sandbox-process.ts';
import { keepLocalSettings } from '../src/local-settings.ts';
import { createLocalStack } from '../src/local-stack.ts';
import type { SandboxControl } from '../src/sandbox/control-contract.ts';
import { openServices, type Services } from '../src/services.ts';
import { type AccountClient, createAccountClient } from '../src/temporal/account-client.ts';
import { connectClient, type TemporalClient } from '../src/temporal/connection.ts';

export interface BenchStage {
  readonly api: ApiClient;
  readonly tenant: string;
  readonly control: SandboxControl;
  readonly services: Services;
  readonly temporal: TemporalClient;
  readonly accounts: AccountClient;
  stop(): Promise<void>;
}

/** `exchangesPerSecond`: the pace of the herd's provider app, as its operator would have set it for that many accounts. */
export async function startBenchStage(
  herd: { readonly provider: string; readonly exchangesPerSecond: number },
  log: (line: string) => void,
): Promise<BenchStage> {
  const environment = { ...process.env, FIRSTLIGHT_LOG_LEVEL: 'warn' };
  const home = resolve(readConfig(environment).FIRSTLIGHT_DATA_DIR, `bench-${process.pid}`);
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const sandbox = await startSandboxProcess(home, {
    knobs: [{ scope: {}, knobs: { approvalsPerUser: null, tokenLatencySeconds: 0.05 } }],
  });
  setPace(sandbox, herd);
  const config = readConfig({ ...environment, FIRSTLIGHT_PROVIDER_FILES: sandbox.providerFiles });
  const settings = keepLocalSettings(config, home);
  const local = createLocalStack({
    config,
    settings,
    dataDir: home,
    ephemeral: true,
    environment: {
      FIRSTLIGHT_PROVIDER_FILES: sandbox.providerFiles,
      FIRSTLIGHT_LOG_LEVEL: 'warn',
      FIRSTLIGHT_ALLOW_PRIVATE_WEBHOOKS: 'true',
    },
    apiPort: 0,
    log,
  });
  local.stack.add(sandbox.process);
  // Also takes the sandbox down when something does not start.
  const { apiUrl, parts } = await local.start().catch(async (error: unknown) => {
    await local.stack.stop();
    throw error;
  });
  const services = await openServices(
    config,
    {
      databaseUrl: parts.databaseUrl,
      masterKeys: settings.masterKeys,
      name: 'firstlight-bench',
      poolSize: 4,
    },
    environment,
  );
  const temporal = await connectClient(
    { address: parts.temporalAddress, namespace: null },
    services.payloads,
  );
  const tenant = 'acme';
  return {
    api: await createTenant(apiUrl, settings.operatorKey.reveal(), { id: tenant, name: 'Acme' }),
    tenant,
    control: sandbox.control,
    services,
    temporal,
    accounts: createAccountClient(temporal.client),
    async stop() {
      await temporal.close();
      await services.close();
      await local.stack.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function setPace(
  { description, providerFiles }: SandboxProcess,
  { provider, exchangesPerSecond }: { readonly provider: string; readonly exchangesPerSecond: number },
): void {
  const file = providerFiles.split(',').find((path) => basename(path) === `${provider}.json`);
  if (file === undefined) throw new Error(`the sandbox has no provider ${provider}`);
  writeFileSync(file, JSON.stringify({ ...description.providerOverrides[provider], exchangesPerSecond }));
}
