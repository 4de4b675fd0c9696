// The Temporal server goes away in the middle of exchanges and comes back with its database: nothing is spent twice, what was
// granted meanwhile is kept, and whoever asks is told the truth, a fresh token or `not yet`. TEST_AWAY_SECONDS says how long;
// a minute or ten takes the same course as the eight seconds that stand here so that the suite stays short.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../src/embedded/ports.ts';
import { type EmbeddedTemporal, startTemporalServer } from '../../src/embedded/temporal-server.ts';
import { createAccountClient } from '../../src/temporal/account-client.ts';
import { searchAttributes } from '../../src/temporal/search-attributes.ts';
import { readJournal, tryCall } from '../support/crash.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const awayMs = Number(process.env.TEST_AWAY_SECONDS ?? 8) * 1_000;

let dataDir: string;
let startServer: () => Promise<EmbeddedTemporal>;
let server: EmbeddedTemporal;
let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  const [port] = await freePorts(1);
  dataDir = mkdtempSync(join(tmpdir(), 'firstlight-temporal-'));
  startServer = () => startTemporalServer({ dataDir, port, searchAttributes, log: () => {} });
  server = await startServer();
  stage = await startStage({}, undefined, server.address);
  acme = await stage.tenant('acme');
});
afterAll(async () => {
  await stage.stop();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const call = (connected: ConnectedAccount) => tryCall(acme, connected);
/** A caller that finds its token refused. */
async function callRefused(connected: ConnectedAccount) {
  await stage.control.expireAccessTokens({ grant: connected.grant.grant });
  return call(connected);
}
const booksOf = async ({ grant }: ConnectedAccount) =>
  (await stage.control.grants({ grant: grant.grant }))[0]!;

it('goes on by itself when the server is back: nothing spent twice, nothing lost, no untrue answer', async () => {
  const watched = await acme.connect('hubspot');
  await stage.control.setKnobs({
    scope: { grant: watched.grant.grant },
    knobs: { accessLifetimeSeconds: 6 },
  });
  await createAccountClient(stage.temporal).watch({ tenant: 'acme', account: watched.account.id } as never, {
    watcher: 'run:acme:nobody',
    until: Date.now() + 3_600_000,
  });
  const inFlight = await Promise.all(['google', 'slack', 'salesforce'].map((id) => acme.connect(id)));
  for (const { grant } of inFlight) {
    await stage.control.holdNextTokenRequests({ scope: { grant: grant.grant }, committed: true });
  }
  expect(await callRefused(watched)).toBe('ok');
  const calls = inFlight.map(callRefused);
  await stage.control.waitForHeld({ count: inFlight.length });

  server.kill('SIGKILL');
  await server.exited;
  const goneAt = Date.now();
  await server.stop();
  await stage.control.releaseHeld();
  // The exchanges end without the server: granted, saved, and in use by everybody who reads the vault.
  for (const connected of inFlight) {
    await until(`${connected.account.provider} is saved`, async () =>
      (await readJournal(stage, connected.account.id)).some((entry) => entry.status === 'settled'),
    );
    expect(await call(connected)).toBe('ok');
  }
  // Whoever needs an exchange now waits for as long as it is patient, and is told that nobody said no.
  const [google, slack, salesforce] = inFlight;
  const impatient = callRefused(google!);
  await until('it has been away long enough', async () => Date.now() - goneAt >= awayMs, awayMs + 5_000);
  server = await startServer();

  for (const answer of [...(await Promise.all(calls)), await impatient]) {
    expect(['ok', 'not_yet']).toContain(answer);
  }
  const versionThen = (await acme.api.account(watched.account.id)).tokenVersion;
  await until(
    'the watched account is refreshed again, by itself',
    async () => (await acme.api.account(watched.account.id)).tokenVersion > versionThen + 1,
    60_000,
  );
  for (const connected of [...inFlight, watched]) {
    await until(
      `${connected.account.provider} serves calls again`,
      async () => (await call(connected)) === 'ok',
      60_000,
    );
    expect(await acme.api.account(connected.account.id)).toMatchObject({ state: 'active' });
    expect(await booksOf(connected)).toMatchObject({ doubleSpends: 0, endedBy: null });
  }
  expect(await booksOf(salesforce!)).toMatchObject({ exchanges: 1 });
  expect(await booksOf(slack!)).toMatchObject({ exchanges: 1, graceReplays: 0 });
}, 240_000);

it('takes a grant that a person gave while nobody worked, although nobody is left who remembers asking', async () => {
  // Its account is good, so that it does not look for a grant by itself.
  const connected = await acme.connect('hubspot');
  const { url } = await acme.api.reauthLink(connected.account.id);
  await stage.worker().stop();

  const page = await reauthorize(url, { user: connected.user });

  expect(page.status, page.html).toBe(202);
  // With the process goes the update it would have asked for again; with the server, the one it had been told of.
  stage.api().kill('SIGKILL');
  await stage.api().exited;
  server.kill('SIGKILL');
  await server.exited;
  await server.stop();
  server = await startServer();
  await stage.startWorker();
  await until(
    'the account stands on the new grant',
    async () => {
      const { rows } = await stage.pool.query(
        'select current_version from connected_accounts where id = $1',
        [connected.account.id],
      );
      return Number(rows[0].current_version) === 2;
    },
    60_000,
  );
}, 180_000);
