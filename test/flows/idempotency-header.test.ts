// A write of `http.request` to a provider that takes an idempotency key: sent again under the same key for as long as its answer is
// lost, and made once; without a key it is sent once, and nobody knows. What the ledger says of each, from first to last.
// The provider keeps keys as such providers do: the first request is done, the others under its key are answered like it.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { answerJson, startServer, type TestServer } from '../support/http-server.ts';
import { importBody, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

interface Payment {
  readonly id: string;
  readonly key: string | null;
  readonly amount: number;
}
type Fate = 'answer' | 'lose' | 'hold' | 'refuse';

let payments: Payment[] = [];
let requests: { readonly method: string; readonly key: string | null }[] = [];
let fates: Fate[] = [];
let release: (() => void)[] = [];
let provider: TestServer;
let stage: Stage;
let acme: StageTenant;
let account: string;

function pay(request: IncomingMessage & { body: string }, response: ServerResponse): void {
  if (!request.headers.authorization?.startsWith('Bearer ')) {
    answerJson(response, 401, {});
    return;
  }
  const key = (request.headers['x-payment-key'] as string | undefined) ?? null;
  requests.push({ method: request.method!, key });
  const fate = fates.shift() ?? 'answer';
  if (fate === 'refuse') {
    answerJson(response, 422, { error: 'no funds' });
    return;
  }
  const { amount } = JSON.parse(request.body) as { amount: number };
  let payment = payments.find((one) => key !== null && one.key === key);
  if (!payment) {
    payment = { id: randomBytes(4).toString('hex'), key, amount };
    payments.push(payment);
  }
  const answer = (): void => answerJson(response, 201, payment);
  if (fate === 'lose') request.socket.destroy();
  else if (fate === 'hold') release.push(answer);
  else answer();
}

beforeAll(async () => {
  provider = await startServer(pay);
  stage = await startStage({}, async (overrides) => ({
    ...overrides,
    payments: {
      ...overrides.hubspot!,
      ...{ id: 'payments', name: 'Payments', scopes: ['oauth'], apiOrigins: [provider.url] },
      ...{ clientAuth: 'body', pkce: false, refreshTokens: 'reusable' },
    },
  }));
  acme = await stage.tenant('acme');
  const { user } = stage.sandbox.tenants[0]!.users[0]!;
  const grant = await stage.control.grant({ provider: 'hubspot', user });
  ({ id: account } = await acme.api.importAccount({ ...importBody('hubspot', grant), provider: 'payments' }));
});
afterAll(async () => {
  await stage?.stop();
  await provider?.stop();
});
beforeEach(() => {
  payments = [];
  requests = [];
  fates = [];
  release = [];
});

const keyed = { idempotencyHeader: 'X-Payment-Key' };

async function startPayments(count: number, more: object): Promise<string> {
  const steps = Array.from({ length: count }, (_, index) => ({
    ...{ id: `pay-${index + 1}`, account, tool: 'http.request' },
    input: { method: 'POST', path: '/payments', body: { amount: 5 }, ...more },
  }));
  return (await acme.api.startRun({ kind: 'steps', name: 'pay', input: { steps } })).id;
}

const whenEnded = (run: string): Promise<unknown> =>
  until('the run has ended', async () => (await acme.api.run(run)).state === 'ended', 60_000);

/** Of the first step: how it stands, and what the ledger says of its writes. */
async function ledgerOf(run: string) {
  const [step] = (await acme.api.steps(run)) as unknown as {
    readonly state: string;
    readonly problem: { readonly code: string } | null;
    readonly writes?: Readonly<Record<string, number>>;
  }[];
  return { state: step!.problem?.code ?? step!.state, writes: step!.writes };
}

it('sends a write again under its key when the answer is lost, and it is made once', async () => {
  fates = ['lose', 'lose'];
  const run = await startPayments(1, keyed);
  await whenEnded(run);

  expect(await ledgerOf(run)).toEqual({ state: 'done', writes: { confirmed: 1 } });
  expect(requests.map(({ key }) => key)).toEqual(Array(3).fill(requests[0]!.key));
  expect(requests[0]!.key).toMatch(/^[0-9a-f]{32}$/);
  expect(payments).toHaveLength(1);
});

it('sends it again under the same key after its worker was killed, and says meanwhile that it is on its way', async () => {
  fates = ['hold'];
  const run = await startPayments(1, keyed);
  await until('it is at the provider', async () => release.length === 1);
  expect((await ledgerOf(run)).writes).toEqual({ sent: 1 });
  stage.worker().kill('SIGKILL');
  await stage.worker().exited;
  await stage.startWorker();
  await whenEnded(run);

  expect(await ledgerOf(run)).toEqual({ state: 'done', writes: { confirmed: 1 } });
  expect(requests).toHaveLength(2);
  expect(new Set(requests.map(({ key }) => key)).size).toBe(1);
  expect(payments).toHaveLength(1);
});

it('has a key of its own for each call, also where two ask for the same', async () => {
  const run = await startPayments(2, keyed);
  await whenEnded(run);

  expect(payments).toHaveLength(2);
  expect(new Set(requests.map(({ key }) => key)).size).toBe(2);
});

it('sends a write without a key once, and says that nobody knows', async () => {
  fates = ['lose'];
  const run = await startPayments(1, {});
  await whenEnded(run);

  expect(await ledgerOf(run)).toEqual({ state: 'tool.outcome_unknown', writes: { unknown: 1 } });
  expect(requests).toEqual([{ method: 'POST', key: null }]);
});

it('has it on record as refused when the provider said no, and the caller reads the answer', async () => {
  fates = ['refuse'];
  const run = await startPayments(1, keyed);
  await whenEnded(run);

  expect(await ledgerOf(run)).toEqual({ state: 'done', writes: { refused: 1 } });
  expect(payments).toHaveLength(0);
});

it('needs no key to send a PUT again', async () => {
  fates = ['lose'];
  const run = await startPayments(1, { method: 'PUT' });
  await whenEnded(run);

  expect(await ledgerOf(run)).toEqual({ state: 'done', writes: { confirmed: 1 } });
  expect(requests.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
});
