// A worker dies while a run's own HTTP request is at the provider. What only reads is read again; what may have changed
// something is not sent twice, and the run says that nobody knows.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

/** One step that sends the request; the worker is killed while the provider holds it. */
async function dieDuring(request: {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}) {
  const { account, grant } = await acme.connect('hubspot');
  await stage.control.addFault({ on: 'data', grant: grant.grant, habit: { kind: 'hold_before_commit' } });
  const { id } = await acme.api.startRun({
    kind: 'steps',
    name: 'one request',
    input: { steps: [{ id: 'send', account: account.id, tool: 'http.request', input: request }] },
  });
  await stage.control.waitForHeld();

  stage.worker().kill('SIGKILL');
  await stage.worker().exited;
  await stage.control.releaseHeld();
  await stage.startWorker();

  const run = await until('the run is over', async () => {
    const now = await acme.api.run(id);
    return now.state === 'ended' ? now : null;
  });
  const calls = await stage.control.calls({ kind: 'data', grant: grant.grant });
  return { run, calls: calls.filter(({ path }) => path === request.path) };
}

it('reads again', async () => {
  const { run, calls } = await dieDuring({ method: 'GET', path: '/account-info/v3/details' });

  expect(run).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(calls.at(-1)!.status).toBe(200);
});

it('does not send a second time what may have been done', async () => {
  const { run, calls } = await dieDuring({
    method: 'POST',
    path: '/crm/v3/objects/deals/batch/upsert',
    body: { inputs: [] },
  });

  expect(run.verdict).not.toBe('complete');
  expect(run.gaps).toMatchObject([{ step: 'send', code: 'step_failed' }]);
  expect(calls).toHaveLength(1);
});
