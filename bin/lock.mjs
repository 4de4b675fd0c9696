// One copy at a time installs and compiles: two commands started together in one clone must not write the same files.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from './project-root.mjs';

const folder = join(projectRoot, 'dist', '.preparing');
const pidFile = join(folder, 'pid');

export async function whileLocked(work) {
  mkdirSync(dirname(folder), { recursive: true });
  let isTold = false;
  while (!take()) {
    if (isLeftOver()) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!isTold) process.stderr.write('waiting for another copy that is installing or compiling\n');
    isTold = true;
    await sleep(200);
  }
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

function take() {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(pidFile, String(process.pid));
  return true;
}

function isLeftOver() {
  let pid;
  try {
    pid = Number(readFileSync(pidFile, 'utf8'));
  } catch (error) {
    // Between its folder and its file, or just gone: looked at again.
    if (error.code === 'ENOENT') return false;
    throw error;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
