// The Temporal server is away while nights come due. Those that are still within the catch-up window begin late, as the nights
// they are; those that are not are told, each by its time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ScheduleRef } from '../../src/domain/ids.ts';
import { freePorts } from '../../src/embedded/ports.ts';
import { type EmbeddedTemporal, startTemporalServer } from '../../src/embedded/temporal-server.ts';
import { findSchedule } from '../../src/store/schedules.ts';
import { createDeliveryClient } from '../../src/temporal/delivery-client.ts';
import { tellMissedStarts } from '../../src/temporal/missed-starts.ts';
import { createScheduleClient } from '../../src/temporal/schedule-client.ts';
import { searchAttributes } from '../../src/temporal/search-attributes.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let dataDir: string;
let startServer: () => Promise<EmbeddedTemporal>;
let server: EmbeddedTemporal;
let stage: Stage;
let acme: StageTenant;
let account: ConnectedAccount;
beforeAll(async () => {
  const [port] = await freePorts(1);
  dataDir = mkdtempSync(join(tmpdir(), 'firstlight-schedule-'));
  startServer = () => startTemporalServer({ dataDir, port, searchAttributes, log: () => {} });
  server = await startServer();
  stage = await startStage(
    { world: { tenants: [{ id: 'acme', deals: 5, accounts: 5 }] } },
    undefined,
    server.address,
  );
  acme = await stage.tenant('acme');
  account = await acme.connect('hubspot');
});
afterAll(async () => {
  await stage?.stop();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Less is not to be had: the server takes ten seconds for the least. */
const shortWindowMs = 12_000;

const put = (schedule: string, catchupWindowMs: number) => {
  const step = { id: 'deals', account: account.account.id, tool: 'hubspot.search_deals', input: {} };
  return acme.api.putSchedule(schedule, {
    cron: ['*/4 * * * * * *'],
    timeZone: 'Europe/Berlin',
    catchupWindowMinutes: catchupWindowMs / 60_000,
    preflightLeadMinutes: 0,
    run: { kind: 'steps', input: { steps: [step] } },
  });
};

interface Start {
  readonly at: number;
  readonly state: string;
  readonly skip_reason: string | null;
}
const startsOf = async (schedule: string): Promise<Start[]> => {
  const { rows } = await stage.pool.query('select * from schedule_starts where schedule = $1', [schedule]);
  return rows.map((row) => ({ ...row, at: row.at.getTime?.() ?? row.at }));
};

it('begins late what is within the window, and tells of each start that is not', async () => {
  await put('short', shortWindowMs);
  await put('long', 3_600_000);
  await until('both have started by themselves', async () =>
    (await Promise.all(['short', 'long'].map(startsOf))).every((starts) => starts.length > 0),
  );

  server.kill('SIGKILL');
  await server.exited;
  const goneAt = Date.now();
  await server.stop();
  await until('longer than the short window', async () => Date.now() - goneAt > shortWindowMs + 8_000);
  server = await startServer();
  const backAt = Date.now();

  const away = (starts: readonly Start[]): readonly Start[] =>
    starts.filter(({ at }) => at > goneAt && at < backAt - shortWindowMs - 2_000);
  const due: number[] = [];
  for (let at = Math.ceil((goneAt + 1) / 4_000) * 4_000; at < backAt - shortWindowMs - 2_000; at += 4_000)
    due.push(at);
  expect(due.length).toBeGreaterThan(0);
  await until(
    'what the server owed of the long window has ended',
    async () => {
      const owed = away(await startsOf('long'));
      return owed.length === due.length && owed.every(({ state }) => state === 'ended');
    },
    60_000,
  );

  const scheduleClient = createScheduleClient(stage.temporal);
  const deps = { pool: stage.pool, scheduleClient, deliveryClient: createDeliveryClient(stage.temporal) };
  const refOf = (schedule: string) => ({ tenant: 'acme', schedule }) as ScheduleRef;
  for (const schedule of ['short', 'long']) {
    // As the workers do a minute after the window.
    await tellMissedStarts(deps, (await findSchedule(stage.pool, refOf(schedule)))!, backAt + 60_000);
  }

  expect(away(await startsOf('short')).map(({ at, skip_reason }) => [at, skip_reason])).toEqual(
    due.map((at) => [at, 'catchup_window']),
  );
  const told = (await acme.api.events()).filter(({ type }) => type === 'agent.run.skipped');
  expect(told.map(({ data }) => data.schedule)).not.toContain('long');
  const times = told.map(({ data }) => Date.parse(data.scheduledAt as string));
  for (const at of due) expect(times.filter((time) => time === at)).toHaveLength(1);
});
