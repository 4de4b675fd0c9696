// Promise 2 at scale: 500 callers of one account, in one process and spread over several, find its token refused at the same
// moment. One exchange, no error, and nothing of the server's limit of ten updates in flight reaches anybody. The authority
// here rotates, and a second presentation of a refresh token would end the grant.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConnectedAccount, Stage, StageTenant } from '../support/stage.ts';
import { startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

const cheapCall = { method: 'GET', path: '/services/data/v62.0/limits' };
/** As many tool calls as one worker runs at a time. */
const callsAWorker = 100;

const callMany = ({ account }: ConnectedAccount, callers: number) =>
  Promise.all(
    Array.from({ length: callers }, () => acme.api.callTool(account.id, 'http.request', cheapCall)),
  );

async function connectRefused(): Promise<ConnectedAccount> {
  const connected = await acme.connect('salesforce');
  const { grant } = connected.grant;
  await stage.control.setKnobs({ scope: { grant }, knobs: { tokenLatencySeconds: 1 } });
  await stage.control.expireAccessTokens({ grant });
  return connected;
}

async function expectOneExchange({ grant }: ConnectedAccount): Promise<void> {
  const [books] = await stage.control.grants({ grant: grant.grant });
  expect(books).toMatchObject({
    exchanges: 1,
    doubleSpends: 0,
    endedBy: null,
    mostTokenRequestsInFlight: 1,
  });
}

it('spends one exchange on 500 callers in one process, and none sees an error', async () => {
  const connected = await connectRefused();

  const answers = await callMany(connected, 500);

  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set(['ok']));
  await expectOneExchange(connected);
});

it('spends one exchange on 500 callers spread over an api and three workers, and none sees an error', async () => {
  await Promise.all([stage.startWorker(), stage.startWorker()]);
  const connected = await connectRefused();

  const runs = await Promise.all(
    [1, 2, 3].map((number) =>
      acme.api.startRun({
        kind: 'steps',
        name: `callers ${number}`,
        input: {
          steps: Array.from({ length: callsAWorker }, (_, step) => ({
            id: `call-${step}`,
            account: connected.account.id,
            tool: 'http.request',
            input: cheapCall,
          })),
        },
      }),
    ),
  );
  const answers = callMany(connected, 500 - 3 * callsAWorker);

  expect(new Set((await answers).map((answer) => answer.status))).toEqual(new Set(['ok']));
  for (const { id } of runs) {
    const run = await until(
      'the run is over',
      async () => {
        const now = await acme.api.run(id);
        return now.state === 'ended' ? now : null;
      },
      60_000,
    );
    expect(run).toMatchObject({ verdict: 'complete', stepsDone: callsAWorker, gaps: [] });
  }
  await expectOneExchange(connected);
  expect(stage.logs()).not.toMatch(/RESOURCE_EXHAUSTED|ResourceExhausted|in-flight updates/);
});
