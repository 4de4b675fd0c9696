// The sandbox as a process of its own: one line when it is ready, controlled from outside, gone on SIGTERM, small.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSandboxControl } from '../../src/sandbox/control-client.ts';
import type { SandboxDescription } from '../../src/sandbox/control-contract.ts';
import { get } from './requests.ts';

const root = join(import.meta.dirname, '../..');
// Inside the package, so that the compiled files find their dependencies.
const output = mkdtempSync(join(root, 'node_modules/.sandbox-process-test-'));

beforeAll(() => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options =
    '--ignoreConfig --module nodenext --target es2023 --lib es2023 --types node --skipLibCheck --rewriteRelativeImportExtensions --strict';
  execFileSync(
    process.execPath,
    [tsc, ...options.split(' '), '--rootDir', root, '--outDir', output, join(root, 'src/sandbox/main.ts')],
    { stdio: 'inherit' },
  );
}, 60_000);
afterAll(() => rmSync(output, { recursive: true, force: true }));

async function start(args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(output, 'src/sandbox/main.js'), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  let complained = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complained += chunk.toString();
  });
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      written += chunk.toString();
      if (written.includes('\n')) resolve();
    });
    child.once('exit', () => resolve());
  });
  return { child, written, complaint: () => complained };
}

async function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

function residentMegabytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}

it('prints one line of JSON with all addresses, serves, and stops on SIGTERM', async () => {
  const options = {
    speed: 360,
    world: {
      tenants: ['acme', 'globex', 'initech'].map((id) => ({ id, deals: 6_000, accounts: 3_000 })),
    },
  };
  const { child, written } = await start([JSON.stringify(options)]);
  const description = JSON.parse(written) as SandboxDescription;
  const control = createSandboxControl(description.controlUrl);

  expect(written.trim().split('\n')).toHaveLength(1);
  expect(Object.keys(description.providerOverrides)).toEqual(['hubspot', 'salesforce', 'google', 'slack']);
  const { tokens } = await control.grant({
    provider: 'hubspot',
    user: description.tenants[1]!.users[0]!.user,
  });
  const list = await get(
    `${description.origins.hubspot}/crm/v3/objects/deals?limit=1`,
    String(tokens.access_token),
  );
  expect(list.body.results).toHaveLength(1);

  // Where there is no /proc, the size is not looked at.
  if (process.platform === 'linux') expect(residentMegabytes(child)).toBeLessThan(120);

  child.kill('SIGTERM');
  expect(await endOf(child)).toBe(0);
}, 30_000);

it('takes its options from the environment too', async () => {
  const { child, written } = await start([], {
    FIRSTLIGHT_SANDBOX_OPTIONS: JSON.stringify({ speed: 7, world: { tenants: [{ id: 'hooli' }] } }),
  });

  expect(JSON.parse(written)).toMatchObject({ speed: 7, tenants: [{ id: 'hooli' }] });
  child.kill('SIGINT');
  expect(await endOf(child)).toBe(0);
});

it.each([
  ['{not json', /takes its options as one JSON object/],
  ['{"speed":-1}', /cannot start with these options\. speed: /],
])('ends with a reason for options like %s', async (options, reason) => {
  const { child, complaint } = await start([options]);

  expect(await endOf(child)).toBe(1);
  expect(complaint()).toMatch(reason);
});
