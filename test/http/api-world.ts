// An installation as a user runs it: api and worker processes on a database and a Temporal namespace of their own, and a
// sandbox of the providers. Every answer is kept, so that a test can look for secrets in all of them.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { inject } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createLocalStack, type LocalStack } from '../../src/local-stack.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { connectClient } from '../../src/temporal/connection.ts';
import { createPayloadCodec } from '../../src/temporal/payload-codec.ts';
import { createPayloads, noPayloads, type Payloads } from '../../src/temporal/payloads.ts';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.ts';
import { createKeyRing, generateMasterKey } from '../../src/vault/key-ring.ts';
import { askUntil } from '../support/until.ts';

export const operatorKey = 'operator-key-of-the-tests';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about.
  readonly body: any;
}

export interface Caller {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface ApiWorld {
  readonly sandbox: Sandbox;
  readonly stack: LocalStack;
  readonly databaseUrl: string;
  readonly namespace: string;
  /** What its processes turn values into payloads with: for a client of the test's own. */
  readonly payloads: Payloads;
  /** Everything any caller was ever answered, tenants' keys aside. */
  readonly answers: readonly string[];
  /** What a process wrote. */
  logOf(name: 'api' | 'worker'): string;
  as(key: string | null): Caller;
  newTenant(id?: string): Promise<Caller & { readonly id: string; readonly key: string }>;
  stop(): Promise<void>;
}

export async function startApiWorld(
  options: Parameters<typeof startSandbox>[0] = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<ApiWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-api-'));
  const name = `api_${randomBytes(4).toString('hex')}`;
  const databaseUrl = await createDatabase(name);
  await createNamespace(name);
  const sandbox = await startSandbox(options);
  const files = Object.entries(sandbox.providerOverrides).map(([id, override]) => {
    const path = join(folder, `${id}.json`);
    writeFileSync(path, JSON.stringify(override));
    return path;
  });
  const masterKeys = new Secret(generateMasterKey('k1'));
  const { stack, start } = createLocalStack({
    config: readConfig({ DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: inject('temporalAddress') }),
    settings: {
      operatorKey: new Secret(operatorKey),
      operatorKeyFile: null,
      masterKeys,
    },
    dataDir: folder,
    ephemeral: true,
    environment: {
      FIRSTLIGHT_PROVIDER_FILES: files.join(','),
      FIRSTLIGHT_LOG_LEVEL: 'debug',
      TEMPORAL_NAMESPACE: name,
      ...environment,
    },
    apiPort: 0,
    log: () => {},
  });
  const running = await start();
  const answers: string[] = [];

  const as = (key: string | null): Caller => ({
    async call(method, path, body, headers = {}) {
      const response = await fetch(new URL(path, running.apiUrl), {
        method,
        headers: {
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
        redirect: 'manual',
      });
      const text = await response.text();
      answers.push(text);
      const isJson = response.headers.get('content-type')?.includes('json');
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : text,
      };
    },
  });

  return {
    sandbox,
    stack: running,
    databaseUrl,
    namespace: name,
    payloads: createPayloads(createPayloadCodec(createKeyRing(masterKeys), 'sealing')),
    answers,
    logOf: (process) => readFileSync(join(folder, 'logs', `${process}.log`), 'utf8'),
    as,
    async newTenant(id = `t-${randomBytes(4).toString('hex')}`) {
      const made = await as(operatorKey).call('POST', '/v1/tenants', { id, name: `Tenant ${id}` });
      const key = made.body.apiKey as string;
      return { id, key, ...as(key) };
    },
    async stop() {
      await stack.stop();
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createDatabase(name: string): Promise<string> {
  const url = new URL(inject('databaseUrl'));
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  return url.href;
}

async function createNamespace(namespace: string): Promise<void> {
  const address = inject('temporalAddress');
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await connection.close();
  const temporal = await connectClient({ address, namespace }, noPayloads);
  try {
    // The server learns of a new namespace within seconds; until then it says there is none.
    await askUntil(
      () => registerSearchAttributes(temporal).catch((error: Error) => error),
      (result) => 'kind' in result && result.kind === 'registered',
    );
  } finally {
    await temporal.close();
  }
}

/** Takes over a fresh grant of a sandbox user, as a web app that ran OAuth itself would. */
export async function importFresh(
  world: ApiWorld,
  tenant: Caller,
  input: { readonly provider: string; readonly user?: string; readonly body?: Record<string, unknown> },
): Promise<{ readonly id: string; readonly grant: string; readonly answer: Answer }> {
  const user = input.user ?? world.sandbox.tenants[0]!.users[0]!.user;
  const { grant, tokens } = await world.sandbox.control.grant({ provider: input.provider, user });
  const answer = await tenant.call('POST', '/v1/accounts/import', {
    provider: input.provider,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    ...(typeof tokens.expires_in === 'number' && { expiresAt: Date.now() + tokens.expires_in * 1000 }),
    ...(typeof tokens.instance_url === 'string' && { apiBaseUrl: tokens.instance_url }),
    ...input.body,
  });
  return { id: answer.body.id, grant, answer };
}
