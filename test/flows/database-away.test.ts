// The database goes away between the provider's answer and our commit: the answer is kept in the process and saved as soon
// as there is something to save it in; until then nothing of it is handed out (fail closed).
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { callWithRefusedToken, crashScript, readJournal } from '../support/crash.ts';
import { type CuttableProxy, startCuttableProxy } from '../support/cuttable-proxy.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let proxy: CuttableProxy;
beforeAll(async () => {
  const { hostname, port } = new URL(inject('databaseUrl'));
  proxy = await startCuttableProxy({ host: hostname, port: Number(port) });
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(async () => {
  await stage.stop();
  await proxy.stop();
});

it('saves a rotated token when the database is back, and keeps the grant', async () => {
  const connected = await acme.connect('salesforce');
  const file = `${temporaryFolder()}/go`;
  const databaseUrl = new URL(stage.databaseUrl);
  databaseUrl.port = String(proxy.port);
  await stage.worker().stop();
  const worker = await stage.startWorker({
    script: crashScript,
    environment: {
      TEST_POINT: 'answered',
      TEST_ACT: 'wait',
      TEST_FILE: file,
      DATABASE_URL: databaseUrl.href,
    },
  });
  const call = callWithRefusedToken(stage, acme, connected);
  await until('the answer is in the worker’s hands', async () => existsSync(`${file}.reached`));

  await proxy.cut();
  writeFileSync(file, '');
  // The worker works on, without a database, and still has the token: it is alive, and nothing is settled.
  await until(
    'the worker has noticed',
    async () =>
      /store\.unavailable|does not answer|terminated|ECONNREFUSED/.test(worker.output()) ||
      worker.exit() === null,
  );
  expect(worker.exit()).toBeNull();
  expect((await acme.api.account(connected.account.id)).tokenVersion).toBe(1);
  await proxy.mend();

  expect((await call).status).toBe('ok');
  expect(await acme.api.account(connected.account.id)).toMatchObject({ state: 'active', tokenVersion: 2 });
  expect(await readJournal(stage, connected.account.id)).toMatchObject([
    { kind: 'refresh', status: 'settled' },
  ]);
  const [books] = await stage.control.grants({ grant: connected.grant.grant });
  expect(books).toMatchObject({ exchanges: 1, doubleSpends: 0, endedBy: null });
});
