// Slack says no in a 200, lets a spent refresh token live on for a grace, and takes no idempotency key: all the way through
// the product, from the refused call to the message in the channel.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reauthorize } from '../support/reauthorize.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const channel = 'C0SBX000001';
let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

const booksOf = async (grant: string) => (await stage.control.grants({ grant }))[0]!;

it('spends one exchange on 50 callers whose token Slack refuses in a 200, and none sees an error', async () => {
  const { account, grant } = await acme.connect('slack');
  await stage.control.expireAccessTokens({ grant: grant.grant });

  const answers = await Promise.all(
    Array.from({ length: 50 }, () => acme.api.callTool(account.id, 'slack.list_channels', {})),
  );

  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set(['ok']));
  expect(await booksOf(grant.grant)).toMatchObject({ exchanges: 1, doubleSpends: 0, endedBy: null });
});

it('presents the same refresh token again when the answer was lost, and goes on', async () => {
  const { account, grant } = await acme.connect('slack');
  await stage.control.expireAccessTokens({ grant: grant.grant });
  await stage.control.addFault({ on: 'token', grant: grant.grant, habit: { kind: 'drop_after_commit' } });

  const answer = await acme.api.callTool(account.id, 'slack.list_channels', {});

  expect(answer.status).toBe('ok');
  expect(await booksOf(grant.grant)).toMatchObject({ graceReplays: 1, doubleSpends: 0, endedBy: null });
});

it('posts the message of a run once although its answer is lost, and the run is complete', async () => {
  const { account, grant } = await acme.connect('slack');
  await stage.control.addFault({
    on: 'data',
    grant: grant.grant,
    path: '/api/chat.postMessage',
    habit: { kind: 'drop_after_commit' },
  });
  const { id: run } = await acme.api.startRun({
    kind: 'steps',
    name: 'good morning',
    input: {
      steps: [
        {
          id: 'tell',
          account: account.id,
          tool: 'slack.post_message',
          input: { channel, text: 'The report is there.' },
        },
      ],
    },
  });

  const done = await until('the run has ended', async () => {
    const state = await acme.api.run(run);
    return state.state === 'ended' ? state : null;
  });

  expect(done).toMatchObject({ verdict: 'complete', gaps: [] });
  const { messages } = await stage.control.readChannel({ tenant: 'acme', channel });
  expect(messages).toMatchObject([
    { text: 'The report is there.', metadata: { event_payload: { call_key: `acme:${run}:tell` } } },
  ]);
  const [step] = await acme.api.steps(run);
  expect(step!.receipt).toMatchObject({ rows: 1, announced: 1, facts: { readBack: true } });
});

it('asks a person when the app was removed, and posts after the person has said yes again', async () => {
  const { account, grant, user } = await acme.connect('slack');
  await stage.control.revoke({ grant: grant.grant });

  const blocked = await acme.api.callTool(account.id, 'slack.list_channels', {});

  expect(blocked.status).toBe('blocked');
  const event = await until('the event is there', async () =>
    (await acme.api.events()).find(
      (one) => one.type === 'agent.auth.reauth_required' && one.data.account === account.id,
    ),
  );
  expect(event.data).toMatchObject({ provider: 'slack', reason: 'user_revoked' });
  const page = await reauthorize(String(event.data.reauthUrl), { user });
  expect(page.status, page.html).toBe(200);
  const answer = await acme.api.callTool(account.id, 'slack.list_channels', {});
  expect(answer.status).toBe('ok');
});

it('keeps an account whose tokens never end, and asks nothing of the token endpoint', async () => {
  await stage.control.setKnobs({ scope: { provider: 'slack' }, knobs: { neverExpires: true } });
  const { account, grant, user } = await acme.connect('slack');

  expect((await acme.api.callTool(account.id, 'slack.list_channels', {})).status).toBe('ok');
  expect(await booksOf(grant.grant)).toMatchObject({ exchanges: 0, refusals: 0 });

  await stage.control.revoke({ grant: grant.grant });
  expect((await acme.api.callTool(account.id, 'slack.list_channels', {})).status).toBe('blocked');
  const event = await until('the event is there', async () =>
    (await acme.api.events()).find(
      (one) => one.type === 'agent.auth.reauth_required' && one.data.account === account.id,
    ),
  );
  const page = await reauthorize(String(event.data.reauthUrl), { user });
  expect(page.status, page.html).toBe(200);
  expect((await acme.api.callTool(account.id, 'slack.list_channels', {})).status).toBe('ok');
  await stage.control.clearKnobs({ scope: { provider: 'slack' } });
});
