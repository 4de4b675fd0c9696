// A Firstlight that everything can happen to: servers that go down, processes that are killed and come back, and a proxy
// before each of the sandbox's token endpoints and data APIs whose connections can be cut.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readConfig } from '../src/config.ts';
import { type CastTenant, castTenants, type ProviderId, providers } from '../src/demo/cast.ts';
import { type SandboxProcess, startSandboxProcess } from '../src/demo/sandbox-process.ts';
import { freePorts } from '../src/embedded/ports.ts';
import { keepLocalSettings } from '../src/local-settings.ts';
import { createLocalStack } from '../src/local-stack.ts';
import type { SandboxControl } from '../src/sandbox/control-contract.ts';
import type { SandboxOptions } from '../src/sandbox/options.ts';
import { createPayloadCodec } from '../src/temporal/payload-codec.ts';
import { createPayloads, type Payloads } from '../src/temporal/payloads.ts';
import { createKeyRing } from '../src/vault/key-ring.ts';
import { type CuttableProxy, startCuttableProxy } from '../test/support/cuttable-proxy.ts';
import { type Servers, startServers } from './servers.ts';
import { type Supervised, supervise } from './supervised.ts';

export interface ChaosStage {
  readonly control: SandboxControl;
  readonly cast: readonly CastTenant[];
  readonly servers: Servers;
  readonly worker: Supervised;
  readonly api: Supervised;
  readonly proxies: Readonly<Record<ProviderId, CuttableProxy>>;
  readonly logDir: string;
  readonly payloads: Payloads;
  stop(): Promise<void>;
  removeData(): void;
}

export async function startChaosStage(
  sandboxOptions: SandboxOptions,
  log: (line: string) => void,
): Promise<ChaosStage> {
  const home = resolve(readConfig(process.env).FIRSTLIGHT_DATA_DIR, `chaos-${process.pid}`);
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let one = undo.pop(); one !== undefined; one = undo.pop()) await one();
  };
  try {
    const servers = await startServers(home, log);
    undo.push(servers.stop);
    const sandbox = await startSandboxProcess(home, sandboxOptions);
    undo.push(sandbox.process.stop);
    const proxies = await startProxies(sandbox);
    undo.push(() => Promise.all(providers.map((provider) => proxies[provider].stop())));

    const environment = {
      FIRSTLIGHT_PROVIDER_FILES: writeProviderFiles(home, sandbox, proxies),
      FIRSTLIGHT_PUBLIC_URL: '',
      FIRSTLIGHT_LOG_LEVEL: 'debug',
    };
    const config = readConfig({
      ...process.env,
      ...environment,
      DATABASE_URL: servers.databaseUrl,
      TEMPORAL_ADDRESS: servers.temporalAddress,
    });
    const settings = keepLocalSettings(config, home);
    const [apiPort] = (await freePorts(1)) as [number];
    const { stack, start } = createLocalStack({
      config,
      settings,
      dataDir: home,
      ephemeral: true,
      environment,
      apiPort,
      log,
    });
    undo.push(stack.stop);
    const local = await start();
    const worker = supervise(local.worker(), local.startWorker);
    const api = supervise(local.api(), local.startApi);
    undo.push(async () => {
      worker.release();
      api.release();
    });
    const { control, description } = sandbox;
    const cast = await castTenants(local.apiUrl, settings.operatorKey.reveal(), control, description);
    return {
      control,
      cast,
      servers,
      worker,
      api,
      proxies,
      logDir: join(home, 'logs'),
      payloads: createPayloads(
        createPayloadCodec(createKeyRing(settings.masterKeys), config.FIRSTLIGHT_PAYLOADS),
      ),
      stop,
      removeData: () => rmSync(home, { recursive: true, force: true }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Of Salesforce only the login server: the address of its data API comes with each token. */
const listenerOf: Record<ProviderId, string> = {
  hubspot: 'hubspot',
  salesforce: 'salesforce-login',
  google: 'google',
};

async function startProxies({ description }: SandboxProcess): Promise<Record<ProviderId, CuttableProxy>> {
  const started = await Promise.all(
    providers.map(async (provider) => {
      const { hostname, port } = new URL(description.origins[listenerOf[provider]]!);
      return [provider, await startCuttableProxy({ host: hostname, port: Number(port) })] as const;
    }),
  );
  return Object.fromEntries(started) as Record<ProviderId, CuttableProxy>;
}

/** The product goes through the proxy; a person's browser does not. */
function writeProviderFiles(
  home: string,
  { description }: SandboxProcess,
  proxies: Readonly<Record<ProviderId, CuttableProxy>>,
): string {
  const folder = join(home, 'proxied-providers');
  mkdirSync(folder, { mode: 0o700 });
  return providers
    .map((provider) => {
      const override = description.providerOverrides[provider]!;
      const direct = description.origins[listenerOf[provider]]!;
      const proxied = JSON.stringify(override).replaceAll(
        direct,
        `http://127.0.0.1:${proxies[provider].port}`,
      );
      const path = join(folder, `${provider}.json`);
      writeFileSync(path, JSON.stringify({ ...JSON.parse(proxied), authorizeUrl: override.authorizeUrl }), {
        mode: 0o600,
      });
      return path;
    })
    .join(',');
}
