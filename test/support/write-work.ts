// Runs that write, one step for each way to write, what stands at the providers afterwards, and what the ledger says of it.

import { expect } from 'vitest';
import type { ConnectedAccount, Stage, StageTenant } from './stage.ts';
import { until } from './until.ts';

const channel = 'C0SBX000001';

type Accounts = Readonly<Record<'google' | 'hubspot' | 'salesforce' | 'slack', ConnectedAccount>>;
export type WriteStep = 'sheet' | 'hubspot' | 'salesforce' | 'slack' | 'http';
type States = Readonly<Record<string, number>>;
export type WritesLedger = Partial<Record<WriteStep, States>>;

export interface WriteWork {
  /** Two rows for each tool that takes rows, one message for each of the others. */
  startFive(name: string): Promise<string>;
  startOne(step: WriteStep, name: string, rows: number, more?: Readonly<object>): Promise<string>;
  /** How each step ended: `done`, or its problem's code. */
  endOf(run: string): Promise<Partial<Record<WriteStep, string>>>;
  /** What stands at each provider: as often as it stands there. */
  booksOf(name: string): Promise<Record<WriteStep, number>>;
  /** What the ledger says of each step's writes. */
  writes(run: string): Promise<WritesLedger>;
  /** The first request of each tool that changes something. */
  misbehave(kind: 'hold_before_commit' | 'hold_after_commit' | 'drop_after_commit'): Promise<void>;
}

export function workOfWrites(stage: Stage, acme: StageTenant, accounts: Accounts): WriteWork {
  const { spreadsheetId } = stage.sandbox.tenants[0]!;
  const stepOf = (step: WriteStep, name: string, count: number, more: object = {}) => {
    const rows = Array.from({ length: count }, (_, index) => ({
      key: `${name}-${index + 1}`,
      value: { name: `${name} ${index + 1}`, value: 1 },
    }));
    const of = (provider: keyof Accounts, tool: string, input: object) => ({
      ...{ id: step, account: accounts[provider].account.id, tool },
      input: { ...input, ...more },
    });
    switch (step) {
      case 'sheet':
        return of('google', 'google.write_sheet', {
          ...{ spreadsheetId, tab: name, rows },
          columns: [{ header: 'Name', field: 'name' }],
        });
      case 'hubspot':
        return of('hubspot', 'hubspot.upsert_deals', {
          ...{ idProperty: 'external_key', rows, properties: { dealname: 'name', amount: 'value' } },
        });
      case 'salesforce':
        return of('salesforce', 'salesforce.upsert', {
          ...{ object: 'Account', externalIdField: 'External_Key__c', rows, fields: { Name: 'name' } },
        });
      case 'slack':
        return of('slack', 'slack.post_message', { channel, text: `tool ${name}` });
      case 'http':
        return of('slack', 'http.request', {
          ...{ method: 'POST', path: '/api/chat.postMessage', body: { channel, text: `http ${name}` } },
        });
    }
  };
  const start = async (name: string, steps: readonly object[]): Promise<string> =>
    (await acme.api.startRun({ kind: 'steps', name, input: { steps } })).id;

  const get = async (provider: keyof Accounts, path: string): Promise<unknown> => {
    const answer = await acme.api.callTool(accounts[provider].account.id, 'http.request', {
      ...{ method: 'GET', path },
    });
    expect(answer, JSON.stringify(answer)).toMatchObject({
      ...{ status: 'ok', result: { value: { status: 200 } } },
    });
    return (answer.result as { value: { body: unknown } }).value.body;
  };
  const countDeals = async (name: string): Promise<number> => {
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
  };

  return {
    startFive: (name) =>
      start(
        name,
        (['sheet', 'hubspot', 'salesforce', 'slack', 'http'] as const).map((step) => stepOf(step, name, 2)),
      ),
    startOne: (step, name, rows, more) => start(name, [stepOf(step, name, rows, more)]),
    async endOf(run) {
      await until('the run has ended', async () => (await acme.api.run(run)).state === 'ended', 60_000);
      const ended = await acme.api.steps(run);
      return Object.fromEntries(
        ended.map((step) => [step.id, step.state === 'done' ? 'done' : step.problem?.code]),
      );
    },
    async booksOf(name) {
      const { tabs } = await stage.control.readSpreadsheet({ spreadsheet: spreadsheetId });
      const tab = tabs.filter(({ title }) => title === name).flatMap(({ rows }) => rows);
      const { messages } = await stage.control.readChannel({ tenant: 'acme', channel });
      const soql = `SELECT COUNT() FROM Account WHERE External_Key__c LIKE '${name}-%'`;
      const counted = (await get(
        'salesforce',
        `/services/data/v62.0/query?q=${encodeURIComponent(soql)}`,
      )) as { totalSize: number };
      return {
        sheet: tab.filter(([key]) => String(key).startsWith(`${name}-`)).length,
        hubspot: await countDeals(name),
        salesforce: counted.totalSize,
        slack: messages.filter(({ text }) => text === `tool ${name}`).length,
        http: messages.filter(({ text }) => text === `http ${name}`).length,
      };
    },
    async writes(run) {
      const steps = (await acme.api.steps(run)) as unknown as { id: string; writes?: States }[];
      return Object.fromEntries(steps.map(({ id, writes = {} }) => [id, writes]));
    },
    async misbehave(kind) {
      const first: [keyof Accounts, string, number][] = [
        ['google', `/v4/spreadsheets/${spreadsheetId}:batchUpdate`, 1],
        ['hubspot', '/crm/v3/objects/deals/batch/upsert', 1],
        ['salesforce', '/services/data/v62.0/composite/sobjects/Account/External_Key__c', 1],
        ['slack', '/api/chat.postMessage', 2],
      ];
      for (const [provider, path, times] of first) {
        const { grant } = accounts[provider].grant;
        await stage.control.addFault({ on: 'data', grant, path, times, habit: { kind } });
      }
    },
  };
}
