// A write happens once, wherever its worker dies. Every tool that writes is brought to the same point at the same time, then the
// worker is killed there; another one goes on. What counts is what stands at the providers afterwards, and that a write of which
// nobody can know is called unknown instead of being made again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crashScript } from '../support/crash.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { type WriteWork, workOfWrites } from '../support/write-work.ts';

let stage: Stage;
let acme: StageTenant;
let work: WriteWork;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
  work = workOfWrites(stage, acme, {
    google: await acme.connect('google'),
    hubspot: await acme.connect('hubspot'),
    salesforce: await acme.connect('salesforce'),
    slack: await acme.connect('slack'),
  });
});
afterAll(() => stage.stop());

const createdOf = (receipt: unknown): unknown => (receipt as { facts: { created?: number } }).facts.created;

const allDone = { sheet: 'done', hubspot: 'done', salesforce: 'done', slack: 'done', http: 'done' };
const each = { sheet: 2, hubspot: 2, salesforce: 2, slack: 1, http: 1 };
const unknown = 'tool.outcome_unknown';

describe.each([
  // Nothing was sent, so everything is sent, once.
  { point: 'write.planned', ends: allDone, books: each },
  // Marked as sent and never on the wire: from outside the same as sent and lost, so it is not made again.
  {
    point: 'write.sending',
    ends: { ...allDone, slack: unknown, http: unknown },
    books: { ...each, slack: 0, http: 0 },
  },
  // The message is found in the channel by its key; a POST without one cannot be looked for.
  { point: 'write.answered', ends: { ...allDone, http: unknown }, books: each },
  // Answered from the records.
  { point: 'write.confirmed', ends: allDone, books: each },
])('the worker dies with five writes at $point', ({ point, ends, books }) => {
  it('has each of them at its provider once, or says that nobody knows', async () => {
    const name = point.replace('.', '-');
    await stage.worker().stop();
    const doomed = await stage.startWorker({
      script: crashScript,
      environment: { TEST_POINT: point, TEST_ACT: 'die', TEST_COUNT: '5' },
    });
    const run = await work.startFive(name);
    await doomed.exited;
    await stage.startWorker();

    expect(await work.endOf(run)).toEqual(ends);
    expect(await work.booksOf(name)).toEqual(books);
    if (point === 'write.confirmed') {
      const made = (await acme.api.steps(run)).filter(({ id }) => id === 'hubspot' || id === 'salesforce');
      // A request made again would have been answered "updated".
      expect(made.map(({ receipt }) => createdOf(receipt))).toEqual([2, 2]);
    }
  });
});

it('has each write once when the worker is killed while the providers hold their answers back', async () => {
  await work.misbehave('hold_after_commit');
  const run = await work.startFive('held');
  await stage.control.waitForHeld({ count: 5 });
  stage.worker().kill('SIGKILL');
  await stage.worker().exited;
  await stage.control.releaseHeld();
  await stage.startWorker();

  expect(await work.endOf(run)).toEqual({ ...allDone, http: unknown });
  expect(await work.booksOf('held')).toEqual(each);
  const { rows } = await stage.pool.query(
    'select step, state, attempts from writes where run = $1 and step in ($2, $3) order by step',
    [run, 'http', 'slack'],
  );
  expect(rows.map((row) => `${row.step} ${row.state} ${row.attempts}`)).toEqual([
    'http sent 1',
    'slack confirmed 1',
  ]);
});

it('has each write once when every answer is dropped after the provider did it', async () => {
  await work.misbehave('drop_after_commit');
  const run = await work.startFive('dropped');

  expect(await work.endOf(run)).toEqual({ ...allDone, http: unknown });
  expect(await work.booksOf('dropped')).toEqual(each);
});
