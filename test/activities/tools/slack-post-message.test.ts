// Against the sandbox's Slack, over real HTTP: what stands in the channel afterwards is what counts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackPostMessage } from '../../../activities/tools/slack-post-message.ts';
import type { Habit } from '../../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool, receiptOf, WorkerDied } from '../../support/tool-call.ts';

const channel = 'C0SBX000001';
const input = { channel, text: 'The report is there.' };
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', deals: 1 }] } });
});
afterEach(() => sandbox.stop());

async function stage() {
  const account = await connectPlainly(sandbox, 'slack');
  const grant = account.grants[0]!;
  const step = createMemoryRun().openStep('post');
  const misbehave = (habit: Habit, times = 1) =>
    sandbox.control.addFault({ on: 'data', grant, habit, times });
  return { grant, step, openFetch: openPlainAccount(account), misbehave };
}
const posted = async () => (await sandbox.control.readChannel({ tenant: 'acme', channel })).messages;

describe('slack.post_message', () => {
  it('posts once, with the call’s key as metadata', async () => {
    const { step, openFetch } = await stage();

    const result = await callTool(slackPostMessage, input, { step, openFetch });

    const [message, ...others] = await posted();
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      text: input.text,
      metadata: { event_type: 'firstlight_call', event_payload: { call_key: 'acme:run_1:step' } },
    });
    expect(result).toMatchObject({ status: 'ok', value: { channel, ts: message!.ts } });
    expect(receiptOf(result)).toMatchObject({ rows: 1, announced: 1, facts: { readBack: false } });
  });

  it.each<[string, Habit]>([
    ['cut off', { kind: 'drop_after_commit' }],
    ['garbled', { kind: 'answer_garbled' }],
  ])('finds its message in the channel when the answer is %s', async (_, habit) => {
    const { step, openFetch, misbehave } = await stage();
    await misbehave(habit);

    const result = await callTool(slackPostMessage, input, { step, openFetch });

    const [message, ...others] = await posted();
    expect(others).toEqual([]);
    expect(result).toMatchObject({ status: 'ok', value: { channel, ts: message!.ts } });
    expect(receiptOf(result).facts).toEqual({ readBack: true });
  });

  it('finds it behind pages of younger messages, and takes no other call’s for its own', async () => {
    const { step, openFetch, misbehave, grant } = await stage();
    await sandbox.control.setKnobs({ scope: { grant }, knobs: { pageLimit: 1 } });
    const other = createMemoryRun().openStep('other');
    const dying = callTool(slackPostMessage, input, { step, openFetch, dieAfterPages: 2 });
    await expect(dying).rejects.toBeInstanceOf(WorkerDied);
    const [ours] = await posted();
    for (const text of ['one', 'two', 'three']) {
      const response = await fetch(`${sandbox.origins.slack}/api/chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await tokenOf()}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          channel,
          text,
          metadata: { event_type: 'firstlight_call', event_payload: { call_key: `another:${text}` } },
        }),
      });
      expect(await response.json()).toMatchObject({ ok: true });
    }
    await misbehave({ kind: 'drop_before_commit' });

    const result = await callTool(slackPostMessage, input, { step: other, openFetch });

    expect(result).toMatchObject({ status: 'ok', value: { ts: ours!.ts } });
  });

  it('says that the outcome is unknown when the message is not there, and posts nothing more', async () => {
    const { step, openFetch, misbehave } = await stage();
    await misbehave({ kind: 'drop_before_commit' });

    const result = await callTool(slackPostMessage, input, { step, openFetch });

    expect(result).toMatchObject({
      status: 'failed',
      problem: { code: 'tool.outcome_unknown', facts: { readBack: 'not_found' } },
    });
    expect(await posted()).toEqual([]);
  });

  it('says so too when the channel may not be read back', async () => {
    const { step, openFetch, misbehave, grant } = await stage();
    await sandbox.control.removeScope({ grant, scope: 'channels:history' });
    await misbehave({ kind: 'drop_after_commit' });

    const result = await callTool(slackPostMessage, input, { step, openFetch });

    expect(result).toMatchObject({
      status: 'failed',
      problem: { code: 'tool.outcome_unknown', facts: { readBack: 'not_allowed' } },
    });
    expect(await posted()).toHaveLength(1);
  });

  it('waits a rate limit out and posts once', async () => {
    const { step, openFetch, misbehave } = await stage();
    await misbehave({ kind: 'rate_limited', retryAfterSeconds: 0 }, 2);

    const result = await callTool(slackPostMessage, input, { step, openFetch });

    expect(receiptOf(result).facts).toEqual({ readBack: false });
    expect(await posted()).toHaveLength(1);
  });

  it('looks before it sends when an earlier execution may have sent', async () => {
    const { step, openFetch } = await stage();
    const posting = callTool(slackPostMessage, input, { step, openFetch, dieAfterPages: 2 });
    await expect(posting).rejects.toBeInstanceOf(WorkerDied);
    await step.savePage({ rows: [], checkpoint: await begunAgain(step) });

    const result = await callTool(slackPostMessage, input, { step, openFetch });

    expect(receiptOf(result).facts).toEqual({ readBack: true });
    expect(await posted()).toHaveLength(1);
  });

  it('asks nothing at all when it is done and only its result was lost', async () => {
    const { step, openFetch, grant } = await stage();
    const first = await callTool(slackPostMessage, input, { step, openFetch });

    const second = await callTool(slackPostMessage, input, { step, openFetch });

    expect(second).toMatchObject({ status: 'ok', value: (first as { value: unknown }).value });
    expect((await sandbox.control.countCalls({ grant })).calls).toBe(1);
  });

  it('may be called again after the account was blocked, for nothing was sent', async () => {
    const account = await connectPlainly(sandbox, 'slack');
    const step = createMemoryRun().openStep('post');
    const blocked = await callTool(slackPostMessage, input, {
      step,
      openFetch: openPlainAccount(account, 0),
    });
    expect(blocked).toMatchObject({ status: 'blocked', state: 'reauth_required' });

    const result = await callTool(slackPostMessage, input, { step, openFetch: openPlainAccount(account) });

    expect(receiptOf(result).facts).toEqual({ readBack: false });
    expect(await posted()).toHaveLength(1);
  });

  it.each([
    ['C0NOBODYHAS', 'channel_not_found'],
    ['C0SBX000004', 'is_archived'],
    ['C0SBX000006', 'not_in_channel'],
  ])('tells the caller of %s that it is refused: %s', async (wrong, providerCode) => {
    const { step, openFetch } = await stage();
    const result = await callTool(slackPostMessage, { ...input, channel: wrong }, { step, openFetch });
    expect(result).toMatchObject({
      status: 'failed',
      problem: { code: 'tool.refused', facts: { providerCode } },
    });
  });
});

const tokenOf = async () => (await connectPlainly(sandbox, 'slack')).tokens[0];

/** The checkpoint of an execution that died between sending and knowing. */
async function begunAgain(step: { loadCheckpoint(): Promise<unknown> }) {
  const kept = (await step.loadCheckpoint()) as { startedAt: number; tokenVersions: [number, number] };
  return { ...kept, place: { state: 'begun', begunAt: kept.startedAt } };
}
