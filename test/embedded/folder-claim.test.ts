// No server: who may use a data folder.

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claimFolder } from '../../src/embedded/folder-claim.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const claimIn = (folder: string) => join(folder, 'in-use.json');

it('refuses a folder that a living copy uses, and gives it out again after its release', async () => {
  const folder = temporaryFolder();
  const first = await claimFolder(folder, 'PostgreSQL');

  await expect(claimFolder(folder, 'PostgreSQL')).rejects.toThrow(
    `PostgreSQL is already running in ${folder} (process ${process.pid})`,
  );

  first.release();
  const second = await claimFolder(folder, 'PostgreSQL');
  second.release();
});

it('takes a folder over from a killed copy whose pid belongs to somebody else now', async () => {
  const folder = temporaryFolder();
  const leftOver = { owner: { pid: process.pid, identity: 'an earlier process' }, server: null };
  writeFileSync(claimIn(folder), JSON.stringify(leftOver));

  const claim = await claimFolder(folder, 'Temporal');

  expect(JSON.parse(readFileSync(claimIn(folder), 'utf8')).owner.identity).not.toBe('an earlier process');
  claim.release();
});

it('waits for the server of a killed copy to end before it takes the folder over', async () => {
  const folder = temporaryFolder();
  const server = spawn('sleep', ['60']);
  onTestFinished(() => void server.kill('SIGKILL'));
  const claim = await claimFolder(folder, 'Temporal');
  claim.addServer(server.pid!);
  const written = JSON.parse(readFileSync(claimIn(folder), 'utf8'));
  written.owner.identity = 'killed';
  writeFileSync(claimIn(folder), JSON.stringify(written));

  let isTaken = false;
  const next = claimFolder(folder, 'Temporal').then((taken) => {
    isTaken = true;
    return taken;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isTaken).toBe(false);
  server.kill('SIGKILL');

  (await next).release();
});

it('lets exactly one of several copies that start together have the folder', async () => {
  const folder = temporaryFolder();

  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => claimFolder(folder, 'Temporal')));

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('takes over a claim that cannot be read', async () => {
  const folder = temporaryFolder();
  writeFileSync(claimIn(folder), '{"owner":');

  const claim = await claimFolder(folder, 'Temporal');

  claim.release();
});
