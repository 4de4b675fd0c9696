// Runs in the examples: a deal report of one night, whose ledger proves it, and what a model said in another.

import type { z } from '@hono/zod-openapi';
import type { RunBody, runBodyOf } from '../run-order.ts';
import type { ledgerSchema, receiptSchema, runSchema } from '../run-view.ts';
import type { transcriptSchema } from '../transcript-view.ts';
import * as cast from './cast.ts';

type RunRequest = z.input<ReturnType<typeof runBodyOf>>;

const dealReportInput = {
  accounts: {
    hubspot: cast.hubspotAccount,
    salesforce: cast.salesforceAccount,
    google: cast.googleAccount,
  },
  spreadsheetId: cast.spreadsheetId,
};

const stepsInput = {
  steps: [
    { id: 'deals', account: cast.hubspotAccount, tool: 'hubspot.search_deals' },
    {
      id: 'owners',
      account: cast.hubspotAccount,
      tool: 'http.request',
      input: { method: 'GET', path: '/crm/v3/owners' },
      required: false,
    },
  ],
};

const agentInput = {
  model: 'main',
  instructions: 'You prepare reports for a sales team.',
  task: `Read all open deals and write them into spreadsheet ${cast.spreadsheetId}, tab Today.`,
  accounts: [cast.hubspotAccount, cast.googleAccount],
  expects: [{ tool: 'google.write_sheet', rows: { sameAs: 'hubspot.search_deals' } }],
};

const byHalfPastSeven = { at: '07:30', timeZone: 'Europe/Vienna' };

export const runRequests = {
  dealReport: {
    kind: 'dealReport',
    name: 'Deal report',
    input: dealReportInput,
    deadline: byHalfPastSeven,
    onDeadline: 'deliver_with_gaps',
  },
  steps: { kind: 'steps', name: 'Deals and their owners', input: stepsInput },
  agent: { kind: 'agent', name: 'Morning report', input: agentInput, deadline: byHalfPastSeven },
} as const satisfies Record<RunBody['kind'], unknown> as unknown as Record<RunBody['kind'], RunRequest>;

/** A schedule's, whose deadline is by the clocks of its zone. */
export const scheduledRun = { kind: 'dealReport' as const, input: dealReportInput, deadline: '07:30' };

export const startedRun: z.output<typeof runSchema> = {
  id: cast.run,
  kind: 'dealReport',
  name: 'Deal report',
  state: 'running',
  verdict: null,
  stepsDone: 0,
  stepsTotal: 3,
  pausedOn: [],
  gaps: [],
  lateFill: null,
  deadline: '2026-11-25T06:30:00.000Z',
  onDeadline: 'deliver_with_gaps',
  createdAt: '2026-11-25T01:00:00.315Z',
};
export const pausedRun: typeof startedRun = {
  ...startedRun,
  state: 'paused',
  stepsDone: 1,
  pausedOn: [cast.salesforceAccount],
};
export const cancelledGap: z.output<typeof runSchema>['gaps'][number] = {
  step: 'sheet',
  account: cast.googleAccount,
  code: 'cancelled',
  detail: 'the run was cancelled',
  expected: null,
  got: null,
};
export const endedRun: typeof startedRun = {
  ...startedRun,
  state: 'ended',
  verdict: 'complete',
  stepsDone: 3,
};

export const dealsReceipt: z.output<typeof receiptSchema> = {
  rows: 6000,
  announced: 6000,
  unmatched: 0,
  pages: 30,
  lastPageSeen: true,
  tokenVersions: [12, 13],
  startedAt: '2026-11-25T01:00:00.695Z',
  finishedAt: '2026-11-25T01:22:41.767Z',
  facts: { drifts: 0, recounted: null, announcedFirst: 6000 },
};

export const ledger: z.output<typeof ledgerSchema> = {
  run: cast.run,
  revision: 4,
  state: 'paused',
  verdict: null,
  steps: [
    {
      id: 'deals',
      account: cast.hubspotAccount,
      tool: 'hubspot.search_deals',
      required: true,
      needs: [],
      state: 'done',
      receipt: dealsReceipt,
      problem: null,
      startedAt: '2026-11-25T01:00:00.660Z',
      finishedAt: '2026-11-25T01:22:41.775Z',
      pauses: [],
    },
    {
      id: 'accounts',
      account: cast.salesforceAccount,
      tool: 'salesforce.accounts_by_ids',
      required: true,
      needs: ['deals'],
      state: 'paused',
      receipt: null,
      problem: null,
      startedAt: '2026-11-25T01:22:41.775Z',
      finishedAt: null,
      pauses: [
        {
          account: cast.salesforceAccount,
          state: 'reauth_required',
          pausedAt: '2026-11-25T01:40:12.004Z',
          resumedAt: null,
        },
      ],
    },
    {
      id: 'sheet',
      account: cast.googleAccount,
      tool: 'google.write_sheet',
      required: true,
      needs: ['deals', 'accounts'],
      state: 'waiting',
      receipt: null,
      problem: null,
      startedAt: null,
      finishedAt: null,
      pauses: [],
    },
  ],
  gaps: [],
  lateFill: null,
  pausedOn: [cast.salesforceAccount],
  startedAt: '2026-11-25T01:00:00.324Z',
  endedAt: null,
};

export const dealRow = {
  key: '10000000007',
  value: {
    id: '10000000007',
    dealname: 'Dawn Sail Foods: new business',
    amount: '73066.83',
    dealstage: 'contractsent',
    salesforce_account_id: '0015e0000000003AAA',
  },
  readAt: '2026-11-25T01:00:00.728Z',
};

const order = `${agentInput.instructions}\n\n${agentInput.task}`;
const said = { call: null, status: null, calls: [], model: null, usage: null, leftOut: [] };

export const transcript: z.output<typeof transcriptSchema> = {
  run: cast.agentRun,
  name: 'Morning report',
  model: 'main',
  state: 'running',
  verdict: null,
  answer: null,
  items: [
    { ...said, turn: 0, at: '2026-11-25T01:00:00.315Z', from: 'order', text: order },
    {
      ...said,
      turn: 1,
      at: '2026-11-25T01:00:04.120Z',
      from: 'model',
      text: 'I read the open deals first.',
      calls: [{ id: 't1.1', tool: 'hubspot.search_deals', input: {} }],
      model: 'main',
      usage: { input: 1904, output: 61, cost: 0.0066 },
    },
    {
      ...said,
      turn: 1,
      at: '2026-11-25T01:22:41.775Z',
      from: 'tool',
      text: '{"status":"ok","rows":6000,"call":"t1.1"}',
      call: 't1.1',
      status: 'ok',
    },
  ],
  nextCursor: null,
};

export const transcriptText = `# Morning report

Model main, running.

**Order**

${order}

**main**

I read the open deals first.
`;
