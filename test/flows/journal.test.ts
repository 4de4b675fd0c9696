// A provider that keeps its notices in a journal: a workflow reads it, knows where it stands when its worker dies, and an
// uninstalled app is found although nothing was due.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readable } from '../support/canary.ts';
import { openHistory } from '../support/open-history.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let cobalt: StageTenant;
const world = (id: string) => ({ id, deals: 5, accounts: 2, unmatched: 0 });

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [world('acme'), world('cobalt')] } });
  [acme, cobalt] = await Promise.all([stage.tenant('acme'), stage.tenant('cobalt')]);
});
afterAll(() => stage.stop());

const handle = () => stage.temporal.workflow.getHandle('journal:hubspot');
const status = () => handle().query<{ offset: string | null; entries: number; hinted: number }>('status');
const readJournal = async (entries: number): Promise<void> => {
  await handle().signal('readNow');
  await until('the journal was read', async () => (await status()).entries === entries);
};
const stateOf = async ({ id }: StageTenant, { account }: ConnectedAccount): Promise<string> => {
  const { rows } = await stage.pool.query(
    'select state from connected_accounts where tenant = $1 and id = $2',
    [id, account.id],
  );
  return rows[0].state;
};
const exchangesOf = async ({ grant }: ConnectedAccount): Promise<number> =>
  (await stage.control.grants({ grant: grant.grant }))[0]!.exchanges;
const restartWorker = async (journals: string): Promise<void> => {
  await stage.worker().stop();
  await stage.startWorker({ environment: { FIRSTLIGHT_READ_JOURNALS: journals } });
};
const journalCalls = async (): Promise<number> =>
  (await stage.control.calls({ provider: 'hubspot', kind: 'identity' })).filter(({ path }) =>
    path.startsWith('/webhooks-journal/'),
  ).length;

it('is not read unless it is configured', async () => {
  await acme.connect('hubspot');
  expect(await journalCalls()).toBe(0);
  await expect(handle().describe()).rejects.toThrow(/not found/i);
});

it('has the accounts of an uninstalled app ask, and no others', async () => {
  const [mine, others] = await Promise.all([acme.connect('hubspot'), cobalt.connect('hubspot')]);
  await restartWorker('hubspot');
  await until('the journal was found empty', async () => (await journalCalls()) > 0);
  await stage.control.revoke({ grant: mine.grant.grant });

  const { user } = mine;
  await stage.control.notify({ provider: 'hubspot', user, event: 'APP_INSTALL' });
  await stage.control.notify({ provider: 'hubspot', user, event: 'APP_UNINSTALL' });
  await readJournal(2);

  await until('it asks', async () => (await stateOf(acme, mine)) === 'reauth_required');
  expect([await exchangesOf(others), await stateOf(cobalt, others)]).toEqual([0, 'active']);
});

it('reads on where it stood when its worker is killed, and nothing twice', async () => {
  const mine = await cobalt.connect('hubspot', { person: 1 });
  const before = await status();
  stage.worker().kill('SIGKILL');
  await stage.control.notify({ provider: 'hubspot', user: mine.user, event: 'APP_UNINSTALL' });

  await stage.startWorker({ environment: { FIRSTLIGHT_READ_JOURNALS: 'hubspot' } });
  await readJournal(before.entries + 1);
  await until('the account has exchanged', async () => (await exchangesOf(mine)) === 1);
  const after = await status();
  const calls = await journalCalls();
  await handle().signal('readNow');
  await until('it was asked again', async () => (await journalCalls()) > calls);
  expect((await status()).entries).toBe(after.entries);

  expect(after.offset).not.toBe(before.offset);
  // A notice that was false: the account goes on.
  expect([await exchangesOf(mine), await stateOf(cobalt, mine)]).toEqual([1, 'active']);
});

it('begins with what is still there when its place is not kept any more', async () => {
  const { entries } = await status();
  await handle().terminate('ended by hand');
  await stage.temporal.workflow.start('journalWorkflow', {
    workflowId: 'journal:hubspot',
    taskQueue: 'firstlight-workflows',
    args: [{ app: 'hubspot', offset: `forgotten-${randomBytes(4).toString('hex')}` }],
  });

  await until('all was read again', async () => (await status()).entries === entries);
});

it('leaves no token of the app in histories and logs', async () => {
  const { events } = await openHistory(stage.temporal, handle().workflowId);
  const text = readable(events) + stage.logs();
  expect(text).toContain('readJournal');
  expect(text).not.toContain('CPsbxapp');
  expect(text).not.toContain(Buffer.from('CPsbxapp').toString('base64').slice(0, 10));
});

it('ends when the journal is not to be read any more', async () => {
  await restartWorker('');
  await handle().signal('readNow');

  await until('the workflow has ended', async () => (await handle().describe()).status.name === 'COMPLETED');
});

it('refuses to start on a journal that is not there', async () => {
  await expect(restartWorker('hubspot,slack')).rejects.toThrow(/names "slack", which keeps no journal/);
});
