// A write happens once, wherever its worker dies. Every tool that writes is brought to the same point at the same time, then the
// worker is killed there; another one goes on. What counts is what stands at the providers afterwards, and that a write of which
// nobody can know is called unknown instead of being made again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crashScript } from '../support/crash.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const channel = 'C0SBX000001';
const keys = ['1', '2'];
const steps = ['sheet', 'hubspot', 'salesforce', 'slack', 'http'] as const;
type Step = (typeof steps)[number];

let stage: Stage;
let acme: StageTenant;
let accounts: Record<'google' | 'hubspot' | 'salesforce' | 'slack', ConnectedAccount>;
let spreadsheetId: string;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
  spreadsheetId = stage.sandbox.tenants[0]!.spreadsheetId;
  accounts = {
    google: await acme.connect('google'),
    hubspot: await acme.connect('hubspot'),
    salesforce: await acme.connect('salesforce'),
    slack: await acme.connect('slack'),
  };
});
afterAll(() => stage.stop());

async function startWrites(name: string): Promise<string> {
  const rows = keys.map((key) => ({ key: `${name}-${key}`, value: { name, value: 1 } }));
  const id = (provider: keyof typeof accounts) => accounts[provider].account.id;
  const step = (named: Step, account: string, tool: string, input: object) => ({
    ...{ id: named, account, tool, input },
  });
  const { id: run } = await acme.api.startRun({
    kind: 'steps',
    name,
    input: {
      steps: [
        step('sheet', id('google'), 'google.write_sheet', {
          ...{ spreadsheetId, tab: name, rows },
          columns: [{ header: 'Name', field: 'name' }],
        }),
        step('hubspot', id('hubspot'), 'hubspot.upsert_deals', {
          ...{ idProperty: 'external_key', rows, properties: { dealname: 'name', amount: 'value' } },
        }),
        step('salesforce', id('salesforce'), 'salesforce.upsert', {
          ...{ object: 'Account', externalIdField: 'External_Key__c', rows, fields: { Name: 'name' } },
        }),
        step('slack', id('slack'), 'slack.post_message', { channel, text: `tool ${name}` }),
        step('http', id('slack'), 'http.request', {
          ...{ method: 'POST', path: '/api/chat.postMessage', body: { channel, text: `http ${name}` } },
        }),
      ],
    },
  });
  return run;
}

async function endOf(run: string) {
  await until('the run has ended', async () => (await acme.api.run(run)).state === 'ended', 60_000);
  const ended = await acme.api.steps(run);
  return Object.fromEntries(
    ended.map((step) => [step.id, step.state === 'done' ? 'done' : step.problem?.code]),
  ) as Record<Step, string>;
}

/** What stands at each provider: as often as it stands there. */
async function booksOf(name: string): Promise<Record<Step, number>> {
  const { tabs } = await stage.control.readSpreadsheet({ spreadsheet: spreadsheetId });
  const tab = tabs.filter(({ title }) => title === name).flatMap(({ rows }) => rows);
  const { messages } = await stage.control.readChannel({ tenant: 'acme', channel });
  const soql = `SELECT COUNT() FROM Account WHERE External_Key__c LIKE '${name}-%'`;
  const counted = (await get('salesforce', `/services/data/v62.0/query?q=${encodeURIComponent(soql)}`)) as {
    totalSize: number;
  };
  return {
    sheet: tab.filter(([key]) => String(key).startsWith(`${name}-`)).length,
    hubspot: await countDeals(name),
    salesforce: counted.totalSize,
    slack: messages.filter(({ text }) => text === `tool ${name}`).length,
    http: messages.filter(({ text }) => text === `http ${name}`).length,
  };
}

async function countDeals(name: string): Promise<number> {
  let count = 0;
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const page = (await get(
      'hubspot',
      `/crm/v3/objects/deals?limit=100&properties=external_key&after=${after}`,
    )) as {
      results: { properties: { external_key?: string | null } }[];
      paging?: { next: { after: string } };
    };
    count += page.results.filter((deal) => deal.properties.external_key?.startsWith(`${name}-`)).length;
    after = page.paging?.next.after;
  }
  return count;
}

async function get(provider: keyof typeof accounts, path: string): Promise<unknown> {
  const answer = await acme.api.callTool(accounts[provider].account.id, 'http.request', {
    ...{ method: 'GET', path },
  });
  expect(answer, JSON.stringify(answer)).toMatchObject({ status: 'ok', result: { value: { status: 200 } } });
  return (answer.result as { value: { body: unknown } }).value.body;
}

const createdOf = (receipt: unknown): unknown => (receipt as { facts: { created?: number } }).facts.created;

const allDone = { sheet: 'done', hubspot: 'done', salesforce: 'done', slack: 'done', http: 'done' };
const each = { sheet: 2, hubspot: 2, salesforce: 2, slack: 1, http: 1 };
const unknown = 'tool.outcome_unknown';

/** The first request of each tool that changes something. */
async function misbehave(kind: 'hold_after_commit' | 'drop_after_commit'): Promise<void> {
  const first: [keyof typeof accounts, string, number][] = [
    ['google', `/v4/spreadsheets/${spreadsheetId}:batchUpdate`, 1],
    ['hubspot', '/crm/v3/objects/deals/batch/upsert', 1],
    ['salesforce', '/services/data/v62.0/composite/sobjects/Account/External_Key__c', 1],
    ['slack', '/api/chat.postMessage', 2],
  ];
  for (const [provider, path, times] of first) {
    const { grant } = accounts[provider].grant;
    await stage.control.addFault({ on: 'data', grant, path, times, habit: { kind } });
  }
}

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
    const run = await startWrites(name);
    await doomed.exited;
    await stage.startWorker();

    expect(await endOf(run)).toEqual(ends);
    expect(await booksOf(name)).toEqual(books);
    if (point === 'write.confirmed') {
      const made = (await acme.api.steps(run)).filter(({ id }) => id === 'hubspot' || id === 'salesforce');
      // A request made again would have been answered "updated".
      expect(made.map(({ receipt }) => createdOf(receipt))).toEqual([2, 2]);
    }
  });
});

it('has each write once when the worker is killed while the providers hold their answers back', async () => {
  await misbehave('hold_after_commit');
  const run = await startWrites('held');
  await stage.control.waitForHeld({ count: 5 });
  stage.worker().kill('SIGKILL');
  await stage.worker().exited;
  await stage.control.releaseHeld();
  await stage.startWorker();

  expect(await endOf(run)).toEqual({ ...allDone, http: unknown });
  expect(await booksOf('held')).toEqual(each);
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
  await misbehave('drop_after_commit');
  const run = await startWrites('dropped');

  expect(await endOf(run)).toEqual({ ...allDone, http: unknown });
  expect(await booksOf('dropped')).toEqual(each);
});
