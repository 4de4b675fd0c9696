// One of our npm commands, as a user types it, in a folder of its own for what it keeps.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Expects exit status 0, showing what was told otherwise; the figures are the last line of its output. */
export async function npmRun<Figures>(
  command: string,
  options: readonly string[],
): Promise<{ readonly figures: Figures; readonly dataDir: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), `firstlight-${command}-`));
  const child = spawn('npm', ['run', '--silent', command, '--', ...options, '--json'], {
    cwd: root,
    env: { ...process.env, FIRSTLIGHT_DATA_DIR: dataDir },
  });
  let [out, told] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const status = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  expect(status, told).toBe(0);
  return { figures: JSON.parse(out.trimEnd().split('\n').at(-1)!) as Figures, dataDir };
}
