// A list of a provider's, read page by page by a run's own request: its worker dies between two pages, and the next one goes on
// where the last saved page ended. Called directly, the rows come back with the answer.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const rowCount = 70;
let stage: Stage;
let acme: StageTenant;
let hubspot: ConnectedAccount;
let lists: Server;
let listUrl: string;
let asked: string[] = [];
/** The page at which the provider is silent. */
let silentAt: string | null = null;

beforeAll(async () => {
  lists = createServer((request, response) => {
    const url = new URL(request.url!, 'http://lists');
    const after = url.searchParams.get('after') ?? '0';
    asked.push(after);
    if (after === silentAt) return;
    const from = Number(after);
    const items = Array.from({ length: 10 }, (_, index) => ({ id: 1000 + from + index, name: 'thing' }));
    const next = from + 10 < rowCount ? String(from + 10) : null;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ items, count: rowCount, next }));
  });
  await new Promise<void>((resolve) => lists.listen(0, '127.0.0.1', resolve));
  listUrl = `http://127.0.0.1:${(lists.address() as AddressInfo).port}`;
  stage = await startStage({}, async (overrides) => ({
    ...overrides,
    hubspot: { ...overrides.hubspot!, apiOrigins: [...overrides.hubspot!.apiOrigins, listUrl] },
  }));
  acme = await stage.tenant('acme');
  hubspot = await acme.connect('hubspot');
});
afterAll(async () => {
  await stage?.stop();
  lists?.closeAllConnections();
  await new Promise((resolve) => lists.close(resolve));
});

const input = () => ({
  method: 'GET',
  path: `${listUrl}/items`,
  paginate: { rows: '/items', key: '/id', total: '/count', next: { pointer: '/next', as: 'query:after' } },
});

it('goes on after the last saved page when the worker is killed', async () => {
  silentAt = '40';
  const { id } = await acme.api.startRun({
    kind: 'steps',
    name: 'a list',
    input: { steps: [{ id: 'list', account: hubspot.account.id, tool: 'http.request', input: input() }] },
  });
  await until('the fifth page is asked for', async () => asked.includes('40'));
  stage.worker().kill('SIGKILL');
  await stage.worker().exited;
  silentAt = null;
  await stage.startWorker();

  const run = await until('the run is over', async () => {
    const now = await acme.api.run(id);
    return now.state === 'ended' ? now : null;
  });

  expect(run).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(asked).toEqual(['0', '10', '20', '30', '40', '40', '50', '60']);
  const [step] = await acme.api.steps(id);
  expect(step).toMatchObject({ receipt: { rows: rowCount, announced: rowCount, lastPageSeen: true } });
});

it('is incomplete, by its own evidence, when it stops at its limit', async () => {
  const limited = { ...input(), paginate: { ...input().paginate, limit: 2 } };
  const { id } = await acme.api.startRun({
    kind: 'steps',
    name: 'a part of a list',
    input: { steps: [{ id: 'list', account: hubspot.account.id, tool: 'http.request', input: limited }] },
  });
  const run = await until('the run is over', async () => {
    const now = await acme.api.run(id);
    return now.state === 'ended' ? now : null;
  });

  expect(run.verdict).toBe('incomplete');
});

it('answers the rows of a direct call', async () => {
  asked = [];
  const answer = await acme.api.callTool(hubspot.account.id, 'http.request', input());

  expect(answer).toMatchObject({ status: 'ok', receipt: { rows: rowCount, lastPageSeen: true } });
  expect((answer.result as { rows: unknown[] }).rows).toHaveLength(rowCount);
  expect(asked).toHaveLength(7);
});
