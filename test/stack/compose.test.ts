// docker-compose.yml as Docker Compose itself understands it. No engine runs here: what the images do inside is not tested,
// but for our own (dockerfile.test.ts).
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configVariables, readConfig, requireForProduction } from '../../src/config.ts';
import { dockerCompose, hasDockerCompose } from '../support/docker-compose.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

const secrets = {
  FIRSTLIGHT_DATABASE_PASSWORD: 'database-password-of-the-test',
  TEMPORAL_DATABASE_PASSWORD: 'temporal-password-of-the-test',
  FIRSTLIGHT_MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  FIRSTLIGHT_OPERATOR_KEY: 'operator-key-of-the-test',
};
const required = { ...secrets, FIRSTLIGHT_PUBLIC_URL: 'https://firstlight.example' };

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string };
  readonly user?: string;
  readonly read_only?: boolean;
  readonly init?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly ports?: readonly { readonly host_ip?: string; readonly target: number }[];
  readonly volumes?: readonly {
    readonly type: string;
    readonly source: string;
    readonly read_only?: boolean;
  }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly stop_grace_period?: string;
  readonly privileged?: boolean;
  readonly deploy?: { readonly replicas?: number };
}

let folder: string;
/** What an operator has in a folder of the installation: the files, and a filled-in .env. */
function install(variables: Readonly<Record<string, string>>): void {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const example = readFileSync(join(root, '.env.example'), 'utf8');
  const others = example.split('\n').filter((line) => !Object.keys(required).includes(line.split('=')[0]!));
  writeFileSync(join(folder, '.env'), `${[...others, ...lines].join('\n')}\n`);
}

describe.skipIf(!hasDockerCompose)('docker-compose.yml, read by Docker Compose', () => {
  let services: Readonly<Record<string, Service>>;
  let networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firstlight-compose-'));
    for (const name of ['docker-compose.yml', 'deploy']) {
      cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    install(required);
    const composed = await dockerCompose(folder, {}, 'config', '--format', 'json');
    expect(composed).toMatchObject({ status: 0, err: '' });
    ({ services, networks } = JSON.parse(composed.out));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const each = () => Object.entries(services);

  it('is what it takes: two databases, Temporal with its schema and UI, and ours', () => {
    expect(Object.keys(services).toSorted()).toEqual([
      'api',
      'migrate',
      'postgres',
      'temporal',
      'temporal-postgres',
      'temporal-schema',
      'temporal-ui',
      'worker',
    ]);
    expect(services.worker!.deploy?.replicas).toBe(2);
  });

  it.each(Object.keys(required))('says by name that %s is missing, and starts nothing', async (name) => {
    const { [name]: _, ...rest } = required as Record<string, string>;
    install(rest);

    const composed = await dockerCompose(folder, {}, 'config', '--quiet');

    install(required);
    expect(composed.status).not.toBe(0);
    expect(composed.err).toContain(`set ${name} in .env`);
  });

  it('holds no secret: each comes from .env, and goes only where it is used', () => {
    for (const [name, secret] of Object.entries(secrets)) {
      const where = each()
        .filter(([, service]) => JSON.stringify(service).includes(secret))
        .map(([service]) => service)
        .toSorted();
      const temporal = ['temporal', 'temporal-postgres', 'temporal-schema'];
      const ours = ['api', 'migrate', 'worker'];
      const expected: Record<string, string[]> = {
        FIRSTLIGHT_DATABASE_PASSWORD: [...ours, 'postgres'],
        TEMPORAL_DATABASE_PASSWORD: temporal,
      };
      expect({ name, where }).toEqual({ name, where: (expected[name] ?? ours).toSorted() });
    }
    const literals = [...text.matchAll(/^\s*\w*(?:PASSWORD|PWD|SECRET|KEYS?|TOKEN)\w*:\s*(.*)$/gm)];
    expect(literals.length).toBeGreaterThan(5);
    expect(
      literals.map(([, value]) => value).filter((value) => !/^(\$\{\w+:\?.*\}|""|'')$/.test(value!)),
    ).toEqual([]);
  });

  it('listens on this machine only', () => {
    const ports = each().flatMap(([name, { ports = [] }]) => ports.map((port) => ({ name, ...port })));
    expect(ports.map(({ name }) => name).toSorted()).toEqual(['api', 'temporal-ui']);
    expect(ports.filter(({ host_ip }) => host_ip !== '127.0.0.1')).toEqual([]);
  });

  it('lets the databases out to nobody, and Temporal to ours alone', () => {
    const isInside = (name: string) => networks[name]!.internal === true;
    for (const name of ['postgres', 'temporal-postgres', 'temporal-schema', 'temporal', 'migrate']) {
      expect({ name, inside: Object.keys(services[name]!.networks!).every(isInside) }).toEqual({
        name,
        inside: true,
      });
    }
  });

  it('runs nothing as root, on no file system it can write to, with no way to more rights', () => {
    for (const [name, service] of each()) {
      expect({ name, ...service }).toMatchObject({
        name,
        user: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/),
        read_only: true,
        init: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      expect(service.privileged).toBeUndefined();
      const mounts = (service.volumes ?? []).filter(({ type }) => type === 'bind');
      expect(mounts.filter(({ read_only, source }) => !read_only || !existsSync(source))).toEqual([]);
    }
  });

  it('is asked how it is, or runs once', () => {
    const once = each().filter(([, { restart }]) => restart === 'on-failure:5');
    expect(once.map(([name]) => name).toSorted()).toEqual(['migrate', 'temporal-schema']);
    for (const [name, { restart, healthcheck }] of each()) {
      if (once.some(([other]) => other === name)) continue;
      expect({ name, restart }).toEqual({ name, restart: 'unless-stopped' });
      expect(healthcheck?.test?.length).toBeGreaterThan(1);
    }
  });

  it('waits for what it needs: healthy where it goes on running, through where it runs once', () => {
    for (const [name, { depends_on = {} }] of each()) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const runsOnce = services[needed]!.restart === 'on-failure:5';
        const expected = runsOnce ? 'service_completed_successfully' : 'service_healthy';
        expect({ name, needed, condition }).toEqual({ name, needed, condition: expected });
      }
    }
    expect(Object.keys(services.api!.depends_on!)).toEqual(['migrate']);
    expect(Object.keys(services.worker!.depends_on!)).toEqual(['migrate']);
  });

  it('pins every image, and the two of one Temporal version alike', () => {
    const tags = Object.fromEntries(
      each().flatMap(([name, { image, build }]) => (build ? [] : [[name, image!.split(':')[1]]])),
    );
    for (const tag of Object.values(tags)) expect(tag).toMatch(/^\d/);
    expect(tags.temporal).toBe(tags['temporal-schema']);
  });

  it('gives api, worker and migrate settings that they accept', () => {
    for (const name of ['api', 'worker', 'migrate']) {
      const environment = services[name]!.environment as Record<string, string>;
      const config = readConfig(environment);
      requireForProduction(config, ['DATABASE_URL', 'FIRSTLIGHT_MASTER_KEYS', 'FIRSTLIGHT_OPERATOR_KEY']);
      // All that .env.example offers arrives.
      expect(configVariables.filter((variable) => environment[variable] === undefined)).toEqual([]);
      const graceSeconds = Number(/^1m(\d+)s$/.exec(services[name]!.stop_grace_period!)![1]) + 60;
      expect(graceSeconds).toBeGreaterThan(
        config.FIRSTLIGHT_SHUTDOWN_SECONDS + config.FIRSTLIGHT_DRAIN_SECONDS,
      );
    }
    expect(services.api!.environment!.FIRSTLIGHT_WORKER_PORT).toBe('');
    expect(services.worker!.environment!.FIRSTLIGHT_WORKER_PORT).toBe('8788');
  });
});
