// Temporal Cloud, and clusters of one's own: TLS, a client certificate, an API key, a namespace, by Temporal's own variables
// and profiles. In front of the real server stands what they put there.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { generateMasterKey } from '../../src/vault/key-ring.ts';
import {
  type Certificates,
  makeCertificates,
  startTemporalFront,
  type TemporalFront,
} from '../support/temporal-front.ts';
import { until } from '../support/until.ts';

const cli = fileURLToPath(new URL('../../bin/firstlight.mjs', import.meta.url));
const apiKey = 'temporal-api-key-of-the-test';
const name = `profiles_${randomBytes(4).toString('hex')}`;
const processes: ChildProcess[] = [];

let folder: string;
let certificates: Certificates;
let wantsCertificate: TemporalFront;
let wantsKey: TemporalFront;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-profiles-'));
  certificates = makeCertificates(folder);
  const behind = inject('temporalAddress');
  wantsCertificate = await startTemporalFront({ behind, certificates, wantsCertificate: true });
  wantsKey = await startTemporalFront({ behind, certificates, apiKey });
  const url = new URL(inject('databaseUrl'));
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  environment = {
    PATH: process.env.PATH!,
    HOME: folder,
    DATABASE_URL: url.href,
    FIRSTLIGHT_MASTER_KEYS: generateMasterKey('k1'),
    FIRSTLIGHT_OPERATOR_KEY: 'operator-key-of-the-test',
    FIRSTLIGHT_PORT: '0',
  };
});
afterAll(() => {
  for (const child of processes) child.kill('SIGKILL');
  wantsCertificate.stop();
  wantsKey.stop();
  rmSync(folder, { recursive: true, force: true });
});

function firstlight(word: string, settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [cli, word], { env: { ...environment, ...settings } });
  processes.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { said: () => said, exited, stop: () => child.kill('SIGTERM') };
}

async function ends(word: string, settings: Readonly<Record<string, string>>) {
  const { said, exited } = firstlight(word, settings);
  return { status: await exited, said: said() };
}

/** api and worker come up, and each of our two kinds of clients has got through. */
async function comesUp(settings: Readonly<Record<string, string>>, front: TemporalFront): Promise<void> {
  expect(await ends('migrate', settings)).toMatchObject({ status: 0 });
  const [api, worker] = [firstlight('api', settings), firstlight('worker', settings)];
  for (const { said } of [api, worker]) {
    await until(`ready, and not: ${said()}`, async () => said().includes('"msg":"ready"'), 60_000);
  }
  await until('the worker polls', async () =>
    front.callers.some(({ method }) => method === 'PollWorkflowTaskQueue'),
  );
  for (const kind of [/grpc-node-js/, /tonic/]) {
    expect(front.callers.some(({ userAgent, letThrough }) => letThrough && kind.test(userAgent))).toBe(true);
  }
  api.stop();
  worker.stop();
  expect([await api.exited, await worker.exited]).toEqual([0, 0]);
}

describe('the connection to Temporal', () => {
  it('takes a profile: its address, its namespace, its certificate authority, our client certificate', async () => {
    const file = join(folder, 'temporal.toml');
    writeFileSync(
      file,
      `[profile.night]
address = "${wantsCertificate.address}"
namespace = "${name}"
[profile.night.tls]
server_ca_cert_path = "${certificates.ca}"
client_cert_path = "${certificates.client.cert}"
client_key_path = "${certificates.client.key}"
`,
    );

    await comesUp({ TEMPORAL_PROFILE: 'night', TEMPORAL_CONFIG_FILE: file }, wantsCertificate);

    expect(new Set(wantsCertificate.callers.map(({ certificate }) => certificate))).toEqual(
      new Set(['client']),
    );
  }, 180_000);

  it('takes an API key, with TLS, and sends it with every call', async () => {
    await comesUp(
      {
        TEMPORAL_ADDRESS: wantsKey.address,
        TEMPORAL_NAMESPACE: name,
        TEMPORAL_API_KEY: apiKey,
        TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificates.ca,
      },
      wantsKey,
    );

    expect(wantsKey.callers.filter(({ letThrough }) => !letThrough)).toEqual([]);
  }, 180_000);

  it('says in one paragraph what is wrong with the settings, and repeats no key', async () => {
    const broken = join(folder, 'broken.toml');
    writeFileSync(broken, `[profile.default]\napi_key = ${apiKey}\n`);
    const unreadable = join(folder, 'nowhere.pem');
    const ca = { TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificates.ca };
    const pair = {
      TEMPORAL_TLS_CLIENT_CERT_PATH: certificates.client.cert,
      TEMPORAL_TLS_CLIENT_KEY_PATH: certificates.client.key,
    };
    const mtls = { TEMPORAL_ADDRESS: wantsCertificate.address };
    const plain = { TEMPORAL_ADDRESS: inject('temporalAddress') };
    const cases: readonly (readonly [string, Record<string, string>, RegExp])[] = [
      [
        'no such profile',
        { ...plain, TEMPORAL_PROFILE: 'nobody' },
        /cannot be used: .*nobody.*TEMPORAL_PROFILE/i,
      ],
      [
        'a file that is no TOML',
        { ...plain, TEMPORAL_CONFIG_FILE: broken },
        /cannot be used:.*TEMPORAL_CONFIG_FILE/,
      ],
      [
        'a certificate that is not there',
        { ...mtls, ...pair, TEMPORAL_TLS_CLIENT_CERT_PATH: unreadable },
        /cannot be used: .*nowhere\.pem/,
      ],
      [
        'a certificate without its key',
        { ...mtls, ...ca, TEMPORAL_TLS_CLIENT_CERT_PATH: certificates.client.cert },
        /certificate and its key are needed together/,
      ],
      ['plain where TLS is wanted', mtls, /does not speak plain gRPC.*TEMPORAL_TLS=true/],
      [
        'TLS where plain is spoken',
        { ...plain, TEMPORAL_TLS: 'true' },
        /does not speak TLS.*TEMPORAL_TLS=false/,
      ],
      [
        'no client certificate',
        { ...mtls, ...ca },
        /wants a client certificate.*TEMPORAL_TLS_CLIENT_CERT_PATH/,
      ],
      [
        'an authority nobody knows',
        { ...mtls, ...pair, TEMPORAL_TLS: 'true' },
        /not one this machine trusts.*TEMPORAL_TLS_SERVER_CA_CERT_PATH/,
      ],
      [
        'a certificate for another name',
        { ...mtls, ...ca, ...pair, TEMPORAL_TLS_SERVER_NAME: 'other.example' },
        /for another name.*TEMPORAL_TLS_SERVER_NAME/,
      ],
      [
        'a wrong API key',
        { ...ca, TEMPORAL_ADDRESS: wantsKey.address, TEMPORAL_API_KEY: 'not-the-key' },
        /turns this client away \(not authenticated\).*TEMPORAL_API_KEY/,
      ],
      [
        'a namespace that is not there',
        { ...plain, TEMPORAL_NAMESPACE: 'not_there' },
        /no namespace "not_there".*firstlight migrate/,
      ],
    ];
    // Only the last one gets so far that the database matters.
    await ends('migrate', { ...plain, TEMPORAL_NAMESPACE: name });

    const ended = await Promise.all(cases.map(([, settings]) => ends('api', settings)));

    for (const [index, [what, , words]] of cases.entries()) {
      const { status, said } = ended[index]!;
      expect({ what, status, said }).toEqual({ what, status: 1, said: expect.stringMatching(words) });
      // Node warns of a server name that is an address.
      const ours = said
        .trim()
        .split('\n')
        .filter((line) => !/^\((?:node:\d+|Use `node)/.test(line));
      expect(ours).toHaveLength(1);
      expect(said).not.toMatch(/temporal-api-key-of-the-test|not-the-key/);
    }
  }, 180_000);
});
