// What durability costs a tool call, and how long a person's return and a refusal take to be heard: instants are those of
// the sandbox's log, of a webhook receiver, and of the person's browser, all of one machine's clock.

import { giveAccessBack } from '../src/demo/story.ts';
import { waitUntil } from '../src/demo/wait.ts';
import { type BenchAccount, connectAccount, mintGrant } from './accounts.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { median } from './resolve.ts';
import type { BenchStage } from './stage.ts';

const provider = 'salesforce';
const request = { method: 'GET', path: '/services/data/v62.0/limits' };

/** A chain of steps on an idle machine: from one request at the provider to the next, less the bare request. */
export async function measureToolCall(
  stage: BenchStage,
  calls: number,
): Promise<{ toolCallOverheadMsP50: number; bareCallMsP50: number }> {
  const { ref, grant } = await connectAccount(stage, provider);
  const names = Array.from({ length: calls }, (_, index) => `step${index}`);
  const steps = names.map((id, index) => ({
    id,
    account: ref.account,
    tool: 'http.request',
    input: request,
    ...(index > 0 && { needs: [names[index - 1]] }),
  }));
  const run = await stage.api.startRun({ kind: 'steps', name: 'a chain of calls', input: { steps } });
  await waitUntil('the chain has ended', async () => (await stage.api.run(run.id)).state === 'ended');
  const logged = await stage.control.calls({ grant, kind: 'data' });
  const answered = logged.filter((call) => call.status === 200).map((call) => call.at);
  if (answered.length !== calls) throw new Error(`the chain made ${answered.length} calls of ${calls}`);
  const gaps = answered.slice(1).map((at, index) => at - answered[index]!);
  const bareCallMsP50 = await measureBareCall(stage, calls);
  return { toolCallOverheadMsP50: median(gaps) - bareCallMsP50, bareCallMsP50 };
}

async function measureBareCall(stage: BenchStage, calls: number): Promise<number> {
  const { tokens } = await mintGrant(stage, provider);
  const url = new URL(request.path, String(tokens.instance_url));
  const lengths: number[] = [];
  for (let call = 0; call < calls; call++) {
    const before = performance.now();
    const response = await fetch(url, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    await response.text();
    if (!response.ok) throw new Error(`the bare call was answered ${response.status}`);
    lengths.push(performance.now() - before);
  }
  return median(lengths);
}

/** A step finds its grant revoked, a person is asked and comes back at once, round after round on one account. */
export async function measureReauthorization(
  stage: BenchStage,
  rounds: number,
): Promise<{ resumeMsP50: number; noticeMsP50: number }> {
  const receiver = await startReceiver(stage.api);
  try {
    return await goThroughRounds(stage, receiver, rounds);
  } finally {
    await receiver.stop();
  }
}

async function goThroughRounds(
  stage: BenchStage,
  receiver: Receiver,
  rounds: number,
): Promise<{ resumeMsP50: number; noticeMsP50: number }> {
  const one = await connectAccount(stage, provider);
  const [resumes, notices]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const revokedAt = Date.now();
    await stage.control.revoke({ provider, user: one.user });
    const run = await stage.api.startRun({
      kind: 'steps',
      name: 'a step that waits',
      input: { steps: [{ id: 'only', account: one.ref.account, tool: 'http.request', input: request }] },
    });
    const reauthUrl = await waitUntil('the run waits for a person', async () => {
      const [state, account] = await Promise.all([stage.api.run(run.id), stage.api.account(one.ref.account)]);
      return state.pausedOn.length > 0 && account.reauthUrl;
    });
    notices.push(await noticeOf(stage, receiver, one, revokedAt));
    const callbackAt = await giveAccessBack({ reauthUrl }, one.user);
    const next = await waitUntil('the step asks the provider again', async () =>
      (await stage.control.calls({ provider, kind: 'data', since: callbackAt })).find(
        (call) => call.status === 200,
      ),
    );
    resumes.push(next.at - callbackAt);
    await waitUntil('the run has ended', async () => (await stage.api.run(run.id)).state === 'ended');
  }
  return { resumeMsP50: median(resumes), noticeMsP50: median(notices) };
}

/** From the refused token request's arrival at the provider to the event's at the customer's receiver. */
async function noticeOf(
  stage: BenchStage,
  receiver: Receiver,
  { ref }: BenchAccount,
  since: number,
): Promise<number> {
  const told = await waitUntil('the webhook has come', async () =>
    receiver.received.find(
      ({ type, account, at }) =>
        type === 'agent.auth.reauth_required' && account === ref.account && at >= since,
    ),
  );
  const calls = await stage.control.calls({ provider, kind: 'token', since });
  const refused = calls.find((call) => call.status >= 400);
  if (!refused) throw new Error('the provider refused no token request');
  return told.at - refused.at;
}
