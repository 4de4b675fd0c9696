// Finds the Chromium the browser tests drive, or installs Debian's when it may; never skips. Playwright's own download is
// not used: the tests run the browser the machine's package manager keeps up to date.

import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    chromiumPath: string;
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome'];

export default function setup(project: TestProject): void {
  project.provide('chromiumPath', find(names) ?? install());
}

function find(programs: readonly string[]): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const paths = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install(): string {
  const aptGet = find(['apt-get']);
  if (process.getuid?.() !== 0 || aptGet === null) {
    throw new Error(
      'The browser tests need Chromium, and there is none on the PATH. Install it with\n' +
        '  sudo apt-get update && sudo apt-get install --yes --no-install-recommends chromium fonts-dejavu-core\n' +
        '(or any package that brings `chromium` or `google-chrome`), and run the tests again.',
    );
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args: string[]) => execFileSync(aptGet, args, { stdio: 'inherit', env: environment });
  run('update');
  run('install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  const installed = find(names);
  if (installed === null) throw new Error('apt-get installed chromium, but there is none on the PATH now.');
  return installed;
}
