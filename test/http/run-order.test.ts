// From a body to an order. No server.
import { describe, expect, it } from 'vitest';
import { newRunId, type TenantId } from '../../src/domain/ids.ts';
import { DAY } from '../../src/domain/time.ts';
import { planRun, runBody } from '../../src/http/run-order.ts';

const tenant = 'acme' as TenantId;
const run = newRunId('0000');
const accounts = { hubspot: 'acct_h', salesforce: 'acct_s', google: 'acct_g' };

describe('run orders', () => {
  it('fills a deal report’s defaults in', () => {
    const body = runBody.parse({ kind: 'dealReport', input: { accounts, spreadsheetId: 'sheet' } });

    const { order, plan, input } = planRun(tenant, run, body);

    const today = new Date().toISOString().slice(0, 10);
    expect(order).toMatchObject({
      kind: 'dealReport',
      name: `Deal report ${today}`,
      tab: today,
      dealsPerPage: 200,
      accountsPerBatch: 200,
      rowsPerWrite: 500,
      deadlineAt: null,
      onDeadline: 'keep_waiting',
    });
    expect(plan.map((step) => step.account)).toEqual(['acct_h', 'acct_s', 'acct_g']);
    expect(input).toMatchObject({ accounts, tab: today, dealsPerPage: 200 });
  });

  it('delivers what there is at a deadline, unless told otherwise', () => {
    const steps = [{ id: 'a', account: 'acct_1', tool: 'http.request' }];
    const parse = (more: object) => runBody.parse({ kind: 'steps', input: { steps }, ...more });
    const deadline = '2999-01-01T06:00:00+01:00';

    expect(planRun(tenant, run, parse({ deadline })).order).toMatchObject({
      deadlineAt: Date.parse('2999-01-01T05:00:00Z'),
      onDeadline: 'deliver_with_gaps',
    });
    expect(planRun(tenant, run, parse({ deadline, onDeadline: 'fail' })).order.onDeadline).toBe('fail');
  });

  it('takes a deadline as instant or as local time, and writes the sheet’s times in that zone', () => {
    const input = { accounts, spreadsheetId: 'sheet' };
    const parse = (more: object) => runBody.parse({ kind: 'dealReport', input, ...more });

    const { order, input: kept } = planRun(
      tenant,
      run,
      parse({ deadline: { at: '07:30', timeZone: 'Asia/Kathmandu' } }),
    );

    const shown = new Date(order.deadlineAt!).toLocaleTimeString('en-GB', { timeZone: 'Asia/Kathmandu' });
    expect(shown).toBe('07:30:00');
    expect(order.deadlineAt! - Date.now()).toBeLessThanOrEqual(DAY);
    expect(order.deadlineAt!).toBeGreaterThan(Date.now());
    expect(kept).toMatchObject({ timeZone: 'Asia/Kathmandu' });
    expect(planRun(tenant, run, parse({})).input).toMatchObject({ timeZone: 'UTC' });
  });

  it.each([
    [{ at: '7:30', timeZone: 'UTC' }, '07:30'],
    [{ at: '24:00', timeZone: 'UTC' }, '07:30'],
    [{ at: '07:30', timeZone: 'Europe/Atlantis' }, 'Europe/Berlin'],
  ])('refuses the deadline %o and shows a right one', (deadline, example) => {
    const parsed = runBody.safeParse({
      kind: 'dealReport',
      input: { accounts, spreadsheetId: 'sheet' },
      deadline,
    });
    expect(JSON.stringify(parsed.error?.issues)).toContain(example);
  });

  it('takes a step as required and needing nothing, where it does not say', () => {
    const body = runBody.parse({
      kind: 'steps',
      input: { steps: [{ id: 'a', account: 'acct_1', tool: 'http.request', input: { path: '/' } }] },
    });

    expect(planRun(tenant, run, body).plan).toEqual([
      { id: 'a', account: 'acct_1', tool: 'http.request', input: { path: '/' }, needs: [], required: true },
    ]);
  });
});
