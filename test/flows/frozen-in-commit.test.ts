// The hardest case for the fence: a worker freezes while its journal entry is being committed, its row lock is lost with its
// connection (a database that restarts, a proxy that lets go), and another worker has long exchanged when it wakes up. What
// it reads then, "your entry is written", is old news: it must look again before it sends.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callWithRefusedToken, readJournal, tryCall } from '../support/crash.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('sends nothing on the strength of a commit that it learns of too late', async () => {
  const connected = await acme.connect('salesforce');
  const { account, grant } = connected;
  // Deferred: it runs inside the commit, like a disk that takes its time.
  await stage.pool.query(`
    create function slow_commit() returns trigger language plpgsql as $$ begin perform pg_sleep(2); return null; end $$;
    create constraint trigger slow_commit after insert on exchanges
      deferrable initially deferred for each row execute function slow_commit()`);
  const sleeper = stage.worker();
  const call = callWithRefusedToken(stage, acme, connected).catch((error: Error) => error.message);
  await until('the journal’s commit is under way', async () => {
    const { rows } = await stage.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
    );
    return rows.length > 0;
  });
  sleeper.kill('SIGSTOP');
  await until('it is committed', async () => (await readJournal(stage, account.id)).length === 1);
  await stage.pool.query('drop trigger slow_commit on exchanges');
  await stage.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'firstlight-exchange'`,
  );
  await stage.startWorker();
  // A frozen worker keeps its polls open and is handed tasks: the server ends a poll after a minute, and a task that was
  // handed to it after ten seconds more.
  // The first caller's patience may end before; nobody exchanges for an account that nobody asks for, so somebody asks.
  await until(
    'another worker has exchanged',
    async () =>
      (await tryCall(acme, connected)) === 'ok' && (await acme.api.account(account.id)).tokenVersion === 2,
    150_000,
  );

  sleeper.kill('SIGCONT');
  await until('the sleeper has said what became of its exchange', async () =>
    /"activityId"|exchange|not sent/.test(sleeper.output()),
  );
  await call;
  await sleeper.stop();

  const [books] = await stage.control.grants({ grant: grant.grant });
  expect(books).toMatchObject({ exchanges: 1, doubleSpends: 0, endedBy: null });
  expect((await readJournal(stage, account.id))[0]).toMatchObject({ kind: 'refresh', status: 'unsent' });
}, 240_000);
