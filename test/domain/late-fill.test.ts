// Pure, no server. What of a run's gaps can still come, and what it is called with.
import { describe, expect, it } from 'vitest';
import type { AccountId, RunId } from '../../src/domain/ids.ts';
import { accountsAwaited, inputWithGaps, listOwed } from '../../src/domain/late-fill.ts';
import type { Gap, StepPlan, StepRecord } from '../../src/domain/run.ts';
import type { Receipt } from '../../src/domain/tool.ts';

const receipt = { rows: 12, announced: 12, lastPageSeen: true } as Receipt;
const planOf = (id: string, needs: string[] = [], tool = 'read'): StepPlan => ({
  id,
  account: `acct_${id}` as AccountId,
  tool,
  input: { tab: 'night' },
  needs,
  required: true,
});
const recordOf = (plan: StepPlan, over: Partial<StepRecord>): StepRecord => ({
  ...plan,
  state: 'done',
  receipt: null,
  problem: null,
  startedAt: 0,
  finishedAt: 9,
  pauses: [],
  ...over,
});
const paused = (state: 'reauth_required' | 'disconnected' = 'reauth_required'): Partial<StepRecord> => ({
  state: 'paused',
  pauses: [{ account: 'acct_x' as AccountId, state, pausedAt: 5, resumedAt: null }],
});

const deals = planOf('deals');
const accounts = planOf('accounts', ['deals']);
const sheet = planOf('sheet', ['deals', 'accounts'], 'sheet');
const plan = [deals, accounts, sheet];
const owedIds = (records: StepRecord[], steps = plan) =>
  listOwed(steps, records, (tool) => tool === 'sheet').map((owed) =>
    owed.kind === 'open' ? owed.plan.id : `${owed.lateId}/${owed.delivered}`,
  );

describe('what is owed', () => {
  it('is the step that waited and what was written without it, not what is complete', () => {
    const records = [
      recordOf(deals, { receipt }),
      recordOf(accounts, paused()),
      recordOf(sheet, { receipt, without: ['accounts'] }),
    ];
    expect(owedIds(records)).toEqual(['accounts', 'sheet.late/12']);
    expect(
      accountsAwaited(
        listOwed(plan, records, () => false),
        records,
      ),
    ).toEqual(['acct_accounts']);
  });

  it('is everything that was skipped on the way from a step that waited', () => {
    const records = [
      recordOf(deals, paused()),
      recordOf(accounts, { state: 'skipped' }),
      recordOf(sheet, { receipt, without: ['deals', 'accounts'] }),
    ];
    expect(owedIds(records)).toEqual(['deals', 'accounts', 'sheet.late/12']);
  });

  it('is the sheet itself, as the same step, when its own account was what died', () => {
    const records = [
      recordOf(deals, { receipt }),
      recordOf(accounts, { receipt }),
      recordOf(sheet, paused()),
    ];
    expect(owedIds(records)).toEqual(['sheet/0']);
  });

  it('is nothing that no consent brings back: a refusal, a disconnected account, and what needs them', () => {
    const failed = [
      recordOf(deals, { receipt }),
      recordOf(accounts, { state: 'failed' }),
      recordOf(sheet, { receipt, without: ['accounts'] }),
    ];
    expect(owedIds(failed)).toEqual([]);
    expect(owedIds([failed[0]!, recordOf(accounts, paused('disconnected')), failed[2]!])).toEqual([]);
  });

  it('never takes the id of a step there is', () => {
    const taken = planOf('sheet.late');
    const records = [
      recordOf(deals, { receipt }),
      recordOf(accounts, paused()),
      recordOf(sheet, { receipt, without: ['accounts'] }),
      recordOf(taken, { receipt }),
    ];
    expect(owedIds(records, [...plan, taken])).toEqual(['accounts', 'sheet.late2/12']);
  });
});

describe('the input of a step that goes on without another', () => {
  const records = [recordOf(accounts, paused())];
  const gap: Gap = {
    step: 'accounts',
    account: accounts.account,
    code: 'waiting_for_account',
    detail: 'waits for account acct_accounts to be usable again',
    expected: null,
    got: null,
  };
  const partOf = (over: Partial<Gap>) =>
    inputWithGaps({ run: 'run_1' as RunId, steps: records }, sheet, [{ ...gap, ...over }], {
      acct_accounts: 'Ada',
    });

  it('says in plain words what is missing, since when, and what it waits for', () => {
    expect(partOf({})).toEqual({
      tab: 'night',
      mark: 'run_1/sheet',
      gaps: [
        {
          step: 'accounts',
          label: 'accounts (Ada)',
          detail: 'waiting for Ada to be connected again',
          sinceAt: 5,
        },
      ],
    });
  });

  it.each([
    ['declined', 'because whoever was asked to connect Ada again declined'],
    ['step_failed', 'the provider refused'],
  ] as const)('gives the reason of a gap that is %s', (code, detail) => {
    expect(partOf({ code, detail: 'the provider refused' })).toMatchObject({ gaps: [{ detail }] });
  });
});
