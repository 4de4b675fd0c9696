// Schemathesis (PyPI, MIT), which makes requests out of an OpenAPI document and judges the answers by it. Installed once, at
// one version, into the cache the embedded parts are kept in; needs Python's pip, as they do.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const version = '4.32.5';
const cache = process.env.FIRSTLIGHT_CACHE_DIR ?? join(homedir(), '.cache', 'firstlight');
const folder = join(cache, `schemathesis-${version}`);

async function install(): Promise<void> {
  if (existsSync(folder)) return;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  const settings = ['--quiet', '--no-input', '--root-user-action', 'ignore', '--disable-pip-version-check'];
  try {
    await run(
      'python3',
      ['-m', 'pip', 'install', ...settings, '--target', draft, `schemathesis==${version}`],
      {
        timeout: 240_000,
        env: { ...process.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' },
      },
    );
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another copy may have been quicker: its folder is as good as ours.
    if (!existsSync(folder)) throw error;
  }
}

export interface FuzzOptions {
  /** A file with the document. */
  readonly document: string;
  readonly apiUrl: string;
  readonly key: string;
  /** Made up for one operation, at most. */
  readonly examples: number;
  /** Beyond the cases its document suggests, random ones until the time is over: others for each seed. */
  readonly random: { readonly seed: number; readonly seconds: number } | null;
  /** Of those there are, only operations whose path matches. */
  readonly paths: RegExp;
  readonly excludedChecks: readonly string[];
  readonly reportFolder: string;
}

/** What it printed, and whether it found nothing. Its requests and answers are in `reportFolder`, as HAR. */
export async function fuzz(
  options: FuzzOptions,
): Promise<{ readonly isClean: boolean; readonly output: string }> {
  await install();
  const args = [
    ...['-m', 'schemathesis.cli', 'run', options.document, '--url', options.apiUrl],
    ...['--header', `Authorization: Bearer ${options.key}`],
    ...['--include-path-regex', options.paths.source],
    ...['--max-examples', String(options.examples)],
    ...(options.random
      ? [
          ...['--phases', 'examples,coverage,fuzzing', '--generation-database', 'none'],
          ...['--seed', String(options.random.seed), '--max-time', String(options.random.seconds)],
        ]
      : ['--phases', 'examples,coverage', '--max-time', '120', '--generation-deterministic']),
    ...['--workers', '1', '--no-color'],
    ...options.excludedChecks.flatMap((check) => ['--exclude-checks', check]),
    '--continue-on-failure',
    ...['--report', 'har', '--report-dir', options.reportFolder, '--warnings', 'off'],
  ];
  try {
    const { stdout } = await run('python3', args, {
      cwd: options.reportFolder,
      env: { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' },
      maxBuffer: 64 * 1024 * 1024,
      timeout: ((options.random?.seconds ?? 120) + 120) * 1_000,
    });
    return { isClean: true, output: stdout };
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    return { isClean: false, output: stdout || stderr || message };
  }
}
