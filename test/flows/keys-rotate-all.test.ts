// The master key is changed while everything runs, and the old one is thrown away: first `firstlight keys` says what needs it, then
// `firstlight keys rotate` brings over what lives for years, then everything goes on with the new key alone: accounts refresh, what
// waited goes on, a schedule starts its run. On the real parts; the keys' ids are read where Temporal has them.
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Examination, examine } from '../../src/doctor/examine.ts';
import { joinRunningStack } from '../../src/running-stack.ts';
import { connectClient, type TemporalClient } from '../../src/temporal/connection.ts';
import { noPayloads } from '../../src/temporal/payloads.ts';
import { renewHistories } from '../../src/temporal/renew-histories.ts';
import { listOurs, surveySeals } from '../../src/temporal/survey-seals.ts';
import { generateMasterKey } from '../../src/vault/key-ring.ts';
import { retryNow } from '../../workflows/messages.ts';
import { firstlight } from '../support/command-line.ts';
import { callWithRefusedToken } from '../support/crash.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

let stage: Stage;
let acme: StageTenant;
let raw: TemporalClient;
let hubspot: ConnectedAccount;
let salesforce: ConnectedAccount;
let receiver: WebhookReceiver;
let dataDir: string;
let oldKey: string;
let waiting: string;
const newKey = generateMasterKey('new');

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } });
  dataDir = dirname(stage.logDir);
  oldKey = joinRunningStack({ FIRSTLIGHT_DATA_DIR: dataDir }).FIRSTLIGHT_MASTER_KEYS!;
  raw = await connectClient({ address: stage.temporalAddress, namespace: null }, noPayloads);
  acme = await stage.tenant('acme');
  hubspot = await acme.connect('hubspot');
  salesforce = await acme.connect('salesforce');
  receiver = await startReceiver();
});
afterAll(async () => {
  await raw?.close();
  await receiver?.stop();
  await stage?.stop();
});

/** Api and worker with these keys and no others; what asks them goes to where the api is now. */
async function restartWith(...keys: string[]): Promise<void> {
  // The next try does not come while the test runs, unless it is asked for.
  const webhooks = { FIRSTLIGHT_ALLOW_PRIVATE_WEBHOOKS: 'true', FIRSTLIGHT_WEBHOOK_RETRY_SECONDS: '600' };
  const environment = { FIRSTLIGHT_MASTER_KEYS: keys.join(','), ...webhooks };
  await stage.worker().stop();
  const before = stage.api();
  const { url } = await stage.startApi({ environment });
  await before.stop();
  acme = { ...acme, api: acme.at(url) };
  await stage.startWorker({ environment: { ...environment, FIRSTLIGHT_PUBLIC_URL: url } });
}

const settings = (...keys: string[]) => ({
  FIRSTLIGHT_DATA_DIR: dataDir,
  FIRSTLIGHT_MASTER_KEYS: keys.join(','),
});
const idOf = (key: string): string => key.split(':')[0]!;
const tell = async (words: readonly string[], ...keys: string[]) => {
  const told = await firstlight([...words, '--json'], settings(...keys));
  expect(told.stderr).not.toContain('Error');
  return { code: told.code, answer: JSON.parse(told.stdout) };
};
const look = (...keys: string[]): Promise<Examination> =>
  examine(
    { ...joinRunningStack({ FIRSTLIGHT_DATA_DIR: dataDir }), ...settings(...keys) },
    { isMending: false, onCheck: () => {} },
  );
const saysOfPayloads = ({ findings }: Examination): string =>
  findings
    .filter(({ check }) => check === 'payloads')
    .map(({ says }) => says)
    .join(' ');

/** Types of the running workflows that hold something sealed with this key. */
async function typesNeeding(key: string): Promise<string[]> {
  const { found } = await surveySeals(raw, await listOurs(raw), { giveUpAt: Number.POSITIVE_INFINITY });
  return [...new Set(found.filter(({ seals }) => seals.keys.has(idOf(key))).map(({ type }) => type))].sort();
}

const readDetails = (connected: ConnectedAccount) => ({
  steps: [
    {
      ...{ id: 'read', account: connected.account.id, tool: 'http.request' },
      input: { method: 'GET', path: '/' },
    },
  ],
});

describe('a master key that is changed while everything runs', { timeout: 240_000 }, () => {
  it('is needed by workflows and schedules, and that is said', async () => {
    await restartWith(oldKey);
    // A delivery that waits for its next try, a run that waits for a person, a schedule, and the workflow that looks ahead of it.
    receiver.answer = () => 503;
    await acme.api.putWebhookEndpoint('ops', { url: receiver.url });
    await stage.control.revoke({ grant: salesforce.grant.grant });
    await acme.api.checkAccount(salesforce.account.id);
    waiting = (await acme.api.startRun({ kind: 'steps', name: 'waits', input: readDetails(salesforce) })).id;
    await until('it waits', async () => (await acme.api.run(waiting)).pausedOn.length === 1);
    await acme.api.putSchedule('nightly', {
      ...{ cron: ['0 1 * * *'], timeZone: 'Europe/Berlin', preflightLeadMinutes: 60 },
      run: { kind: 'steps', input: readDetails(hubspot) },
    });
    await until('a delivery waits', async () => receiver.received.length > 0);
    const types = await until('all of them run', async () => {
      const running = await typesNeeding(oldKey);
      return running.includes('duskWorkflow') && running.includes('deliveryWorkflow') && running;
    });

    expect(types).toEqual(
      expect.arrayContaining([
        'accountWorkflow',
        'deliveryWorkflow',
        'duskWorkflow',
        'providerAppWorkflow',
        'steps',
      ]),
    );
    // A worker that was not started with the new key first seals new histories with the old one: that is told, and nothing lost.
    const tooSoon = await renewHistories(raw, { sealingKeyId: 'new', sealsAll: true, patienceMs: 2_000 });
    expect(tooSoon.renewed).toBe(0);
    expect(tooSoon.left.map(({ type }) => type)).toEqual(expect.arrayContaining(types));
    await restartWith(newKey, oldKey);
    const { code, answer } = await tell(['keys'], newKey, oldKey);
    expect(code).toBe(0);
    expect(answer.plain).toEqual([]);
    expect(answer.keys).toContainEqual(
      expect.objectContaining({ key: idOf(oldKey), seals: false, schedules: ['nightly of acme'] }),
    );
    const { stdout: said } = await firstlight(['keys'], settings(newKey, oldKey));
    expect(said).toMatch(new RegExp(`^"${idOf(oldKey)}" is still needed to open [1-9]\\d* data keys`, 'm'));
    // Where it is gone already, that is said, too, and with a status.
    const gone = await firstlight(['keys'], settings(newKey));
    expect([gone.code, gone.stdout]).toEqual([
      1,
      expect.stringContaining(`"${idOf(oldKey)}" is NOT in FIRSTLIGHT_MASTER_KEYS`),
    ]);
    // What there was no time for is counted, and not passed over.
    const all = await listOurs(raw);
    expect(await surveySeals(raw, all, { giveUpAt: 0 })).toEqual({ found: [], unseen: all.length });
    const found = await look(newKey, oldKey);
    expect(saysOfPayloads(found)).toMatch(
      new RegExp(`sealed is safe.* Master key "${idOf(oldKey)}" is still needed by \\d+ of them`),
    );
  });

  it('is needed by the run that waits alone, once the command is through', async () => {
    const deliveries = receiver.received.length;

    const { code, answer } = await tell(['keys', 'rotate'], newKey, oldKey);

    expect(code).toBe(1);
    expect(answer).toMatchObject({
      ...{ masterKeyId: 'new', remaining: 0 },
      temporal: {
        left: [{ id: `run:acme:${waiting}`, keys: [idOf(oldKey)] }],
        ...{ unrenewed: [], schedules: { resealed: 1, left: [] } },
      },
    });
    expect(answer.temporal.renewed).toBeGreaterThanOrEqual(5);
    expect(await typesNeeding(oldKey)).toEqual(['steps']);
    // With the old key gone now, it would be that run alone that stands still.
    expect(saysOfPayloads(await look(newKey))).toBe(
      `One workflow or schedule cannot be opened, for master key ${idOf(oldKey)} is not in FIRSTLIGHT_MASTER_KEYS: run:acme:${waiting}.`,
    );
    // A delivery that waits for its next try goes on waiting for it.
    expect(receiver.received.length).toBe(deliveries);
    // The account that waits for a person knows so still.
    expect(await acme.api.account(salesforce.account.id)).toMatchObject({ state: 'reauth_required' });
  });

  it('may go when that run has ended, and then it does: everything goes on with the new key alone', async () => {
    const { reauthUrl } = await acme.api.account(salesforce.account.id);
    expect((await reauthorize(reauthUrl!, { user: salesforce.user })).status).toBe(200);
    await until('the run is over', async () => (await acme.api.run(waiting)).state === 'ended');
    const { code, answer } = await tell(['keys', 'rotate'], newKey, oldKey);
    expect(answer).toMatchObject({ resealed: 0, temporal: { left: [], unrenewed: [] } });
    expect(code).toBe(0);
    const { answer: use } = await tell(['keys'], newKey, oldKey);
    const { stdout: said } = await firstlight(['keys'], settings(newKey, oldKey));
    expect(said).toMatch(
      /^"new" seals\. It opens \d+ data keys of the vault, \d+ running workflows, 1 schedules\.$/m,
    );
    expect(said).toContain(`"${idOf(oldKey)}" opens nothing that goes on: it may be taken out.`);
    expect(said).toContain('FIRSTLIGHT_PAYLOADS=sealed is safe.');
    expect(use.keys.find(({ key }: { key: string }) => key === idOf(oldKey))).toMatchObject({
      ...{ dataKeys: 0, workflows: [], schedules: [] },
    });

    await restartWith(newKey);

    // An exchange, by workflows whose first history was sealed with a key nobody has any more.
    const { tokenVersion } = await acme.api.account(hubspot.account.id);
    expect(await callWithRefusedToken(stage, acme, hubspot)).toMatchObject({ status: 'ok' });
    expect((await acme.api.account(hubspot.account.id)).tokenVersion).toBe(tokenVersion + 1);
    // A run, and one the server starts with what the schedule holds.
    const { id: run } = await acme.api.startRun({ kind: 'steps', name: 'new', input: readDetails(hubspot) });
    await until('it has ended', async () => (await acme.api.run(run)).verdict === 'complete');
    await stage.temporal.schedule.getHandle('schedule:acme:nightly').trigger();
    await until(
      'the schedule’s run has ended',
      async () => {
        const { rows } = await stage.pool.query(
          "select from runs where state = 'ended' and name <> all($1)",
          [['waits', 'new']],
        );
        return rows.length > 0;
      },
      60_000,
    );
    // What is owed is delivered.
    receiver.answer = () => 204;
    for (const { id } of (await listOurs(raw)).filter(({ type }) => type === 'deliveryWorkflow')) {
      await raw.client.workflow.getHandle(id).signal(retryNow);
    }
    await until('what is owed is delivered', async () => receiver.accepted().length > 0, 60_000);
    expect(stage.worker().output()).not.toContain('which FIRSTLIGHT_MASTER_KEYS does not hold');
    const { findings } = await look(newKey);
    const told = findings.filter(({ check }) =>
      ['keys', 'payloads', 'accounts', 'schedules'].includes(check),
    );
    expect(told.map(({ check, health }) => [check, health])).toEqual([
      ['keys', 'ok'],
      ['accounts', 'ok'],
      ['payloads', 'ok'],
      ['schedules', 'ok'],
    ]);
  });
});
