// What is on record of a write after each way a request can end, and what a second execution does with it. The fetch is a
// function that says what happens when; the same over real HTTP, with workers that are killed, is test/flows/writes-once.test.ts.
import { expect, it } from 'vitest';
import type { AuthorizedFetch } from '../../../activities/tools/define-tool.ts';
import { createInMemoryWrites } from '../../../activities/tools/in-memory-writes.ts';
import { keepWrites } from '../../../activities/tools/keep-writes.ts';
import { AccountBlocked, Failure } from '../../../src/domain/failures.ts';
import type { Json } from '../../../src/domain/tool.ts';
import { createMemoryRun } from '../../support/memory-run.ts';

type Ending =
  | 'ok'
  | 'refused'
  | 'accident'
  | 'lost'
  | 'never_sent'
  | 'blocked_before'
  | 'blocked_after_401'
  | 'not_yet_after_401';

function stage(effect: 'keyed' | 'once') {
  const records = createInMemoryWrites();
  const step = createMemoryRun().openStep('write');
  const sent: string[] = [];
  const fetchThat =
    (ending: Ending): AuthorizedFetch =>
    async (address, _init, witness) => {
      if (ending === 'blocked_before') throw new AccountBlocked('reauth_required', 1);
      await witness!.sending();
      if (ending === 'never_sent') throw lost('ECONNREFUSED');
      sent.push(address);
      if (ending === 'lost') throw lost('ECONNRESET');
      if (ending === 'blocked_after_401' || ending === 'not_yet_after_401') {
        await witness!.turnedAway();
        throw ending === 'blocked_after_401'
          ? new AccountBlocked('reauth_required', 1)
          : new Failure('grant.not_fresh_yet', 'no newer token yet');
      }
      const status = { ok: 200, refused: 422, accident: 503 }[ending];
      return new Response(`answer ${sent.length}`, { status });
    };
  const open = (ending: Ending, checkpoint: Json | null = null) =>
    keepWrites({
      ...{ effect, records, step, checkpoint, judge: undefined, provesWrites: false },
      fetch: fetchThat(ending),
      signal: new AbortController().signal,
      passing: async () => {},
    });
  return { records, sent, open };
}
const lost = (error: string) => new Failure('provider.unavailable', 'no answer', { facts: { error } });
const post = { method: 'POST', body: '{}' };
const endingOf = (pending: Promise<Response>) =>
  pending.then((response) => response.text()).catch((error: Error) => (error as Failure).code ?? error.name);

it.each<[Ending, string, 'sent again' | 'from the record' | 'tool.outcome_unknown']>([
  ['ok', 'confirmed', 'from the record'],
  ['refused', 'refused', 'sent again'],
  ['accident', 'unknown', 'tool.outcome_unknown'],
  ['lost', 'unknown', 'tool.outcome_unknown'],
  ['never_sent', 'planned', 'sent again'],
  ['blocked_before', 'planned', 'sent again'],
  ['blocked_after_401', 'planned', 'sent again'],
  ['not_yet_after_401', 'planned', 'sent again'],
])('a write without a key that ended %s is %s, and next time it is %s', async (ending, state, next) => {
  const { open, sent, records } = stage('once');
  await endingOf(open(ending).fetch('/messages', post));
  expect((await open('ok').write())?.state).toBe(state);
  const before = sent.length;

  const again = await endingOf(open('ok').fetch('/messages', post));

  expect(sent.length - before).toBe(next === 'sent again' ? 1 : 0);
  expect(again).toBe(next === 'tool.outcome_unknown' ? next : `answer ${sent.length}`);
  expect((await records.find('once.0'))?.state).toBe(next === 'tool.outcome_unknown' ? state : 'confirmed');
});

it('sends a keyed write again when its answer was lost, and not when it is confirmed', async () => {
  const { open, sent } = stage('keyed');
  await endingOf(open('lost').fetch('/batch', post));

  await open('ok').fetch('/batch', post);
  const replayed = await open('ok').fetch('/batch', post);

  expect(sent).toHaveLength(2);
  expect(await replayed.text()).toBe('answer 2');
});

it('takes the same request after the next checkpoint for another write', async () => {
  const { open, sent } = stage('keyed');
  const writes = open('ok');

  await writes.fetch('/tab:clear', post);
  await writes.step.savePage({ rows: [], checkpoint: { batch: 1 } });
  await writes.fetch('/tab:clear', post);
  expect(sent).toHaveLength(2);

  // An execution that starts from that checkpoint finds the second one.
  await open('ok', { batch: 1 }).fetch('/tab:clear', post);
  expect(sent).toHaveLength(2);
});

it('knows a checkpoint again whose fields the store gives back in another order', async () => {
  const { open, sent } = stage('keyed');
  await open('ok', { batch: 1, at: { from: 2, to: 3 } }).fetch('/batch', post);

  await open('ok', { at: { to: 3, from: 2 }, batch: 1 }).fetch('/batch', post);

  expect(sent).toHaveLength(1);
});

it.each<[Ending, string]>([
  ['blocked_before', 'unknown'],
  ['blocked_after_401', 'unknown'],
  ['never_sent', 'unknown'],
  ['refused', 'unknown'],
  ['ok', 'confirmed'],
])('a keyed write that was lost, and then ended %s, is %s', async (ending, state) => {
  const { open } = stage('keyed');
  await endingOf(open('lost').fetch('/batch', post));

  await endingOf(open(ending).fetch('/batch', post));

  expect((await open('ok').write())?.state).toBe(state);
});

it('says of another request in the place of one that was lost only what is known of itself', async () => {
  const { open } = stage('keyed');
  await endingOf(open('lost').fetch('/batch', post));

  await endingOf(open('blocked_before').fetch('/another', post));

  expect((await open('ok').write())?.state).toBe('planned');
});

it('forgets its records when the call starts over', async () => {
  const { open, sent } = stage('keyed');
  await open('ok').fetch('/tab:clear', post);
  const again = open('ok');

  await again.step.clear();
  await again.fetch('/tab:clear', post);

  expect(sent).toHaveLength(2);
});
