// docs/quickstart.md, typed as it stands there, block by block, with a person where it asks for one. Only the folders are others,
// and npm is told to leave alone what the test run has compiled.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../src/embedded/ports.ts';
import { findCanaries } from '../support/canary.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { until } from '../support/until.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/quickstart.md'), 'utf8');
const unplayed = new Set([...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!));
const folder = mkdtempSync(join(tmpdir(), 'firstlight-quickstart-'));
const dana = { user: 'dana.rivera@acme.example' };
const addressIn = (text: string): string | undefined => /http\S+\/connect\/\S+/.exec(text)?.[0];

let stack: ReturnType<typeof spawn>;
let printed = '';
const ended = () => stack.exitCode !== null || stack.signalCode !== null;

beforeAll(async () => {
  const [port] = await freePorts(1);
  take('npm start');
  stack = spawn(process.execPath, ['bin/run.mjs', 'start', '--sandbox'], {
    cwd: root,
    env: { ...process.env, FIRSTLIGHT_PORT: String(port), FIRSTLIGHT_DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [stack.stdout!, stack.stderr!]) stream.on('data', (data) => (printed += data));
  await until('it is up', async () => ended() || printed.includes('Ctrl-C ends it'), 120_000);
  expect(printed).toContain('Firstlight is up.');
}, 150_000);

afterAll(async () => {
  stack.kill('SIGINT');
  await until('it has stopped', async () => ended(), 30_000);
  rmSync(folder, { recursive: true, force: true });
});

/** The one block that has these words. */
function take(words: string): string {
  const block = [...unplayed].find((one) => one.includes(words));
  if (block === undefined)
    throw new Error(`docs/quickstart.md has no block with "${words}", or it was played`);
  unplayed.delete(block);
  return block;
}

/** In one shell after the other, each with the variables of those before it. */
async function play(block: string): Promise<string> {
  const variables = join(folder, 'variables');
  const typed = block
    .replaceAll('../my-agent', join(folder, 'my-agent'))
    .replaceAll('.firstlight/', `${join(folder, 'data')}/`)
    .replace('npm pack', 'npm pack --ignore-scripts')
    .replace('npm install', 'npm install --prefer-offline --ignore-scripts --no-audit --no-fund');
  const script = `set -ea; [ ! -e ${variables} ] || . ${variables}\n${typed}\nexport -p > ${variables}`;
  const shell = promisify(execFile)('bash', ['-c', script], { cwd: root, timeout: 240_000 });
  shell.child.stdout!.on('data', (data) => (printed += data));
  return (await shell).stdout;
}

async function answerOf(block: string): Promise<Record<string, unknown>> {
  return JSON.parse(await play(block)) as Record<string, unknown>;
}

it('leads from nothing to a run that waits for a person, and to agents of a framework and of a night', async () => {
  await play(take('sandbox.env'));
  const link = addressIn(await play(take('accounts link')));
  expect((await reauthorize(link!, dana)).status).toBe(200);
  expect(await play(take('accounts list'))).toMatch(/acct_\w+ +active +hubspot +Deals/);
  const [callIt, startIt] = [take('/tools/hubspot.search_deals'), take('cat > .firstlight/night.json')];
  expect(await answerOf(callIt)).toMatchObject({ status: 'ok', receipt: { announced: 250, rows: 250 } });
  expect(await play(startIt)).toMatch(/state +ended: complete/);

  await play(take('/revoke'));
  expect(await answerOf(callIt)).toMatchObject({ status: 'blocked', state: 'reauth_required' });
  const before = printed.length;
  const watching = play(take('npx firstlight runs start .firstlight/night.json'));
  const renewal = await until('it says where', async () => addressIn(printed.slice(before)));
  expect((await reauthorize(renewal, dana)).status).toBe(200);
  expect(await watching).toMatch(/waits for Deals.*Deals is back.*state +ended: complete/s);

  await play(take('npm pack'));
  expect(await play(take('export INSTRUCTIONS'))).toContain('answer: I have read the deals.');
  expect(await play(take('"kind": "agent"'))).toMatch(/state +ended: complete/);
}, 600_000);

it('leaves no block of the page untyped, and prints no token', () => {
  expect([...unplayed]).toEqual([]);
  expect(findCanaries('the terminal', printed)).toEqual([]);
});
