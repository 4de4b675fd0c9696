// Promise 3, point by point: the worker dies after the journal, after the provider's answer, after the commit. What follows
// is what the provider's habit allows, and the sandbox's books say what it cost. ("Sent and not yet answered" stands in
// worker-dies-after-sending.test.ts.)
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dieAt, readJournal } from '../support/crash.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

describe.each<{
  provider: string;
  habit: string;
  point: 'journaled' | 'answered' | 'committed';
  answer: string;
  withoutRefreshToken?: boolean;
  journal: string[];
  books: { exchanges: number; doubleSpends: number; graceReplays?: number };
  account: { state: string; tokenVersion: number };
}>([
  {
    ...{ provider: 'google', habit: 'reusable', point: 'journaled', answer: 'ok' },
    journal: ['refresh unknown', 'refresh settled'],
    books: { exchanges: 1, doubleSpends: 0 },
    account: { state: 'active', tokenVersion: 2 },
  },
  {
    ...{ provider: 'google', habit: 'reusable', point: 'answered', answer: 'ok' },
    journal: ['refresh unknown', 'refresh settled'],
    books: { exchanges: 2, doubleSpends: 0 },
    account: { state: 'active', tokenVersion: 2 },
  },
  {
    ...{ provider: 'google', habit: 'reusable', point: 'committed', answer: 'ok' },
    journal: ['refresh settled'],
    books: { exchanges: 1, doubleSpends: 0 },
    account: { state: 'active', tokenVersion: 2 },
  },
  {
    ...{ provider: 'slack', habit: 'previous-still-valid', point: 'journaled', answer: 'ok' },
    journal: ['refresh unknown', 'refresh settled'],
    books: { exchanges: 1, doubleSpends: 0, graceReplays: 0 },
    account: { state: 'active', tokenVersion: 2 },
  },
  {
    // The spent one is presented again at once, inside the provider's grace, and answered with what it had answered before.
    ...{ provider: 'slack', habit: 'previous-still-valid', point: 'answered', answer: 'ok' },
    journal: ['refresh unknown', 'refresh settled'],
    books: { exchanges: 2, doubleSpends: 0, graceReplays: 1 },
    account: { state: 'active', tokenVersion: 2 },
  },
  {
    ...{ provider: 'slack', habit: 'previous-still-valid', point: 'committed', answer: 'ok' },
    journal: ['refresh settled'],
    books: { exchanges: 1, doubleSpends: 0, graceReplays: 0 },
    account: { state: 'active', tokenVersion: 2 },
  },
  {
    // There is nothing to send, before and after the crash; that is found out and said.
    ...{ provider: 'hubspot', habit: 'none', point: 'journaled', answer: 'blocked' },
    withoutRefreshToken: true,
    journal: ['refresh unknown', 'refresh refused'],
    books: { exchanges: 0, doubleSpends: 0 },
    account: { state: 'reauth_required', tokenVersion: 1 },
  },
  {
    // It was never sent, and the probe finds that out: nothing is lost.
    ...{ provider: 'salesforce', habit: 'single-use', point: 'journaled', answer: 'ok' },
    journal: ['refresh unknown', 'probe settled'],
    books: { exchanges: 1, doubleSpends: 0 },
    account: { state: 'active', tokenVersion: 2 },
  },
  {
    // The one loss nobody can undo; the second presentation is the probe, when nothing was left to lose.
    ...{ provider: 'salesforce', habit: 'single-use', point: 'answered', answer: 'blocked' },
    journal: ['refresh unknown', 'probe refused'],
    books: { exchanges: 1, doubleSpends: 1 },
    account: { state: 'reauth_required', tokenVersion: 1 },
  },
  {
    ...{ provider: 'salesforce', habit: 'single-use', point: 'committed', answer: 'ok' },
    journal: ['refresh settled'],
    books: { exchanges: 1, doubleSpends: 0 },
    account: { state: 'active', tokenVersion: 2 },
  },
])('a $habit refresh token, the worker dies when the exchange is $point', (row) => {
  it(`ends as the habit allows (${row.provider})`, async () => {
    const connected = await acme.connect(row.provider, { withoutRefreshToken: row.withoutRefreshToken });

    const answer = await dieAt(row.point, stage, acme, connected);

    expect(answer.status).toBe(row.answer);
    const journal = await readJournal(stage, connected.account.id);
    expect(journal.map(({ kind, status }) => `${kind} ${status}`)).toEqual(row.journal);
    const [books] = await stage.control.grants({ grant: connected.grant.grant });
    expect(books).toMatchObject(row.books);
    // A caller is answered by the workflow, which saves the state meanwhile.
    await until('the state is saved', async () => {
      const { state } = await acme.api.account(connected.account.id);
      return state === row.account.state;
    });
    expect(await acme.api.account(connected.account.id)).toMatchObject(row.account);
  });
});
