// PostgreSQL on a slow disk: every commit that touches the journal takes two seconds, before the exchange is sent and after it
// is answered. Slow is not wrong: one exchange at a time, nothing spent twice, also when the worker dies on the way.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callWithRefusedToken, readJournal } from '../support/crash.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
  // Deferred: it runs inside the commit, like a disk that takes its time.
  await stage.pool.query(`
    create function slow_commit() returns trigger language plpgsql as $$ begin perform pg_sleep(2); return null; end $$;
    create constraint trigger slow_commit after insert or update on exchanges
      deferrable initially deferred for each row execute function slow_commit()`);
});
afterAll(() => stage.stop());

it.each(['google', 'slack', 'salesforce'])('spends one exchange on twenty callers (%s)', async (provider) => {
  const connected = await acme.connect(provider);

  const answers = await Promise.all(
    Array.from({ length: 20 }, () => callWithRefusedToken(stage, acme, connected)),
  );

  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set(['ok']));
  const [books] = await stage.control.grants({ grant: connected.grant.grant });
  expect(books).toMatchObject({
    doubleSpends: 0,
    graceReplays: 0,
    endedBy: null,
    mostTokenRequestsInFlight: 1,
  });
  expect(books!.exchanges).toBe((await readJournal(stage, connected.account.id)).length);
});

it('never sends what a worker left behind that died during the journal’s commit', async () => {
  const connected = await acme.connect('salesforce');
  const call = callWithRefusedToken(stage, acme, connected);
  await until('the journal’s commit is under way', async () => {
    const { rows } = await stage.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
    );
    return rows.length > 0;
  });
  stage.worker().kill('SIGKILL');
  await stage.worker().exited;
  await stage.startWorker();

  expect((await call).status).toBe('ok');
  const [books] = await stage.control.grants({ grant: connected.grant.grant });
  expect(books).toMatchObject({ exchanges: 1, doubleSpends: 0, endedBy: null });
}, 120_000);
