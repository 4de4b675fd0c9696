// MCP's official Python client, installed with pip into a cache folder of its own, once: the referee that the server is
// understood by somebody else than the library it is made with.

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runKept } from '../../src/embedded/run-kept.ts';

const wanted = 'mcp==2.3.0';
const script = fileURLToPath(new URL('mcp-client.py', import.meta.url));
const installWithinMs = 5 * 60_000;
const pips = [['python3', '-m', 'pip'], ['pip3'], ['pip']] as const;

export interface PythonVisit {
  readonly tools: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about.
  readonly result?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly error?: any;
}

/** Returns the folder to have on PYTHONPATH. Nothing is installed outside of it. */
export async function installPythonMcp(): Promise<string> {
  const cache = join(homedir(), '.cache', 'firstlight');
  const folder = join(cache, `python-${wanted.replace('==', '-')}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  // Beside the place it will be renamed to: it is there whole or not at all.
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    await install(draft);
    moveIntoPlace(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

async function install(target: string): Promise<void> {
  const environment = {
    ...process.env,
    PIP_USER: '0',
    PIP_REQUIRE_VIRTUALENV: '0',
    PIP_ROOT_USER_ACTION: 'ignore',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
  const tried: string[] = [];
  for (const [command, ...prefix] of pips) {
    const answer = await runKept(
      command,
      [...prefix, 'install', '--quiet', '--no-input', '--target', target, wanted],
      { environment, timeoutMs: installWithinMs },
    );
    if (answer.succeeded) return;
    tried.push(`${[command, ...prefix].join(' ')}: ${answer.output.slice(-500) || answer.status}`);
  }
  throw new Error(`${wanted} could not be installed; Python's pip is needed. ${tried.join('\n')}`);
}

/** Another test may have been quicker: its folder is as good as ours. */
function moveIntoPlace(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

export async function visitWithPython(
  folder: string,
  at: { readonly url: string; readonly key: string; readonly showsLinks?: boolean },
  call: { readonly tool: string; readonly input: Record<string, unknown> },
): Promise<PythonVisit> {
  const answer = await runKept(
    'python3',
    [script, at.url, call.tool, JSON.stringify(call.input), at.showsLinks ? 'shows-links' : 'shows-none'],
    {
      environment: { ...process.env, PYTHONPATH: folder, FIRSTLIGHT_API_KEY: at.key },
      timeoutMs: 60_000,
    },
  );
  const line = answer.output.split('\n').findLast((one) => one.startsWith('{'));
  if (!answer.succeeded || line === undefined) {
    throw new Error(`the Python client ended with ${answer.status}: ${answer.output.slice(-3_000)}`);
  }
  return JSON.parse(line) as PythonVisit;
}
