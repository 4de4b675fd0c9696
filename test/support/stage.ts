// A whole Firstlight for one test file: a database of its own, a Temporal server of its own (so that no workflow of another
// file is ever picked up), the sandbox, and api and worker as real processes that can be killed.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import pg from 'pg';
import { inject } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type ApiAccount, type ApiClient, createTenantKey, tenantClient } from '../../src/demo/api-client.ts';
import type { NodeProcess } from '../../src/embedded/processes.ts';
import { keepLocalSettings } from '../../src/local-settings.ts';
import { createLocalStack, type OtherProcess, type Release } from '../../src/local-stack.ts';
import type { MintedGrant, SandboxControl } from '../../src/sandbox/control-contract.ts';
import type { SandboxOptions } from '../../src/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { migrate } from '../../src/store/migrate.ts';
import { connectClient } from '../../src/temporal/connection.ts';
import { createPayloadCodec } from '../../src/temporal/payload-codec.ts';
import { createPayloads } from '../../src/temporal/payloads.ts';
import { createKeyRing } from '../../src/vault/key-ring.ts';

export interface ConnectedAccount {
  readonly account: ApiAccount;
  readonly grant: MintedGrant;
  readonly user: string;
}

export interface StageTenant {
  readonly id: string;
  /** The tenant's API key, for clients that are not ours. */
  readonly key: string;
  readonly api: ApiClient;
  readonly apiKey: string;
  /** The same tenant at another api process. */
  at(apiUrl: string): ApiClient;
  /** Mints a grant at the sandbox and imports it, as a web app that ran OAuth itself would. */
  connect(
    provider: string,
    options?: { readonly person?: number; readonly withoutRefreshToken?: boolean },
  ): Promise<ConnectedAccount>;
}

export interface Stage {
  readonly sandbox: Sandbox;
  readonly control: SandboxControl;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly pool: pg.Pool;
  readonly temporal: Client;
  readonly apiUrl: string;
  /** Of its own Temporal server. */
  readonly temporalUiUrl: string | null;
  readonly operatorKey: string;
  readonly logDir: string;
  tenant(id: string): Promise<StageTenant>;
  /** Reads the API with the operator's key. */
  operator<T>(path: string): Promise<T>;
  api(): NodeProcess;
  /** Another one beside it, on a port of its own. */
  startApi(other?: OtherProcess): Promise<{ readonly api: NodeProcess; readonly url: string }>;
  worker(): NodeProcess;
  startWorker(other?: OtherProcess): Promise<NodeProcess>;
  /** Everything api and worker wrote. */
  logs(): string;
  stop(): Promise<void>;
}

/** Lets a test put something of its own between the product and the sandbox, or a provider of its own beside it. */
export type RewriteProviders = (
  overrides: Sandbox['providerOverrides'],
) => Promise<Readonly<Record<string, { readonly id: string }>>>;

export interface StageProcesses {
  readonly environment?: Readonly<Record<string, string>>;
  readonly scriptOf?: Release['scriptOf'];
}

export async function startStage(
  options: SandboxOptions = {},
  rewriteProviders: RewriteProviders = async (overrides) => overrides,
  /** A server of the test's own, which it may stop and start again. */
  temporalAddress?: string,
  /** Another build to begin with than today's. */
  release?: Release,
  /** More of the environment of api and worker, and where today's build lies that they are started from. */
  { environment, scriptOf }: StageProcesses = {},
): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'firstlight-stage-'));
  const sandbox = await startSandbox(options);
  const database = await createDatabase();
  const files = Object.entries(await rewriteProviders(sandbox.providerOverrides)).map(([id, override]) => {
    mkdirSync(join(dataDir, 'providers'), { recursive: true });
    const path = join(dataDir, 'providers', `${id}.json`);
    writeFileSync(path, JSON.stringify(override), { mode: 0o600 });
    return path;
  });
  const models = join(dataDir, 'models.json');
  writeFileSync(models, JSON.stringify({ models: sandboxModels(sandbox) }), { mode: 0o600 });
  // A release that knew no codec runs beside today's: what the one writes, the other must read (docs/temporal-ui.md).
  const beside = release && { FIRSTLIGHT_PAYLOADS: 'plain' };
  const config = readConfig({ DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporalAddress, ...beside });
  const settings = keepLocalSettings(config, dataDir);
  const payloads = createPayloads(
    createPayloadCodec(createKeyRing(settings.masterKeys), config.FIRSTLIGHT_PAYLOADS),
  );
  const local = createLocalStack({
    config,
    settings,
    dataDir,
    ephemeral: true,
    environment: {
      FIRSTLIGHT_PROVIDER_FILES: files.join(','),
      FIRSTLIGHT_MODEL_FILES: models,
      FIRSTLIGHT_LOG_LEVEL: 'debug',
      ...beside,
      ...environment,
    },
    apiPort: 0,
    release: scriptOf ? { scriptOf, migrate: ({ databaseUrl: url }) => migrate(url) } : release,
    log: () => {},
  });
  const { apiUrl, parts, api, startApi, worker, startWorker } = await local.start();
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  const temporal = await connectClient({ address: parts.temporalAddress, namespace: null }, payloads);
  const logDir = join(dataDir, 'logs');

  return {
    sandbox,
    control: sandbox.control,
    databaseUrl: database.url,
    temporalAddress: parts.temporalAddress,
    pool,
    temporal: temporal.client,
    apiUrl,
    temporalUiUrl: parts.temporalUiUrl,
    operatorKey: settings.operatorKey.reveal(),
    logDir,
    async tenant(id) {
      const apiKey = await createTenantKey(apiUrl, settings.operatorKey.reveal(), { id, name: id });
      const api = tenantClient(apiUrl, apiKey);
      const facts = sandbox.tenants.find((tenant) => tenant.id === id);
      return {
        id,
        key: apiKey,
        api,
        apiKey,
        at: (url) => tenantClient(url, apiKey),
        async connect(provider, { person = 0, withoutRefreshToken = false } = {}) {
          const user = facts!.users[person]!.user;
          const grant = await sandbox.control.grant({ provider, user });
          const body = importBody(provider, grant);
          if (withoutRefreshToken) delete body.refreshToken;
          return { grant, user, account: await api.importAccount(body) };
        },
      };
    },
    async operator(path) {
      const response = await fetch(new URL(path, apiUrl), {
        headers: { authorization: `Bearer ${settings.operatorKey.reveal()}` },
      });
      if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as never;
    },
    api,
    async startApi(other) {
      const started = await startApi(other);
      const { port } = JSON.parse(started.readyLine!) as { port: number };
      return { api: started, url: `http://127.0.0.1:${port}` };
    },
    worker,
    startWorker,
    logs: () =>
      readdirSync(logDir)
        .filter((name) => /^(api|worker)\b/.test(name))
        .map((name) => readFileSync(join(logDir, name), 'utf8'))
        .join('\n'),
    async stop() {
      await temporal.close();
      await pool.end();
      await local.stack.stop();
      await sandbox.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The sandbox's model as it is, as one that reads little at once, and on the wires of others. */
function sandboxModels({ model: { baseUrl, apiKey } }: Sandbox) {
  const model = { kind: 'openai-compatible', model: 'scripted', baseUrl, apiKey };
  const prices = { input: 2, output: 10 };
  return [
    { ...model, name: 'scripted', prices },
    { ...model, name: 'forgetful', contextTokens: 16_000, maxOutputTokens: 500 },
    { ...model, name: 'chat', kind: 'openai' },
    { ...model, name: 'messages', kind: 'anthropic' },
  ];
}

/** A provider's token answer as the import call takes it. */
export function importBody(provider: string, { tokens }: MintedGrant): Record<string, unknown> {
  const { access_token, refresh_token, expires_in, refresh_token_expires_in, instance_url } =
    tokens as Record<string, string | number | undefined>;
  return {
    provider,
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresAt: expires_in === undefined ? undefined : Date.now() + Number(expires_in) * 1_000,
    grantEndsAt:
      refresh_token_expires_in === undefined
        ? undefined
        : Date.now() + Number(refresh_token_expires_in) * 1_000,
    apiBaseUrl: instance_url,
    label: `${provider} of the test`,
  };
}

async function createDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `stage_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: inject('databaseUrl') });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await admin(`create database ${name}`);
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => admin(`drop database ${name} with (force)`) };
}
