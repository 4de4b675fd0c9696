// Promise 5 in numbers: a morning on which fifty people answer at once. Two hundred runs of fifty tenants wait on fifty
// accounts, and each makes its one call once, when its own account is back.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tryCall } from '../support/crash.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const tenants = 50;
const runsEach = 4;
const path = '/account-info/v3/details';

interface Customer extends ConnectedAccount {
  readonly tenant: StageTenant;
  readonly runs: string[];
}

let stage: Stage;
const customers: Customer[] = [];

beforeAll(async () => {
  const ids = Array.from({ length: tenants }, (_, number) => `customer-${number}`);
  stage = await startStage({
    world: { tenants: ids.map((id) => ({ id, deals: 2, accounts: 2, unmatched: 0 })) },
  });
  for (const id of ids) {
    const tenant = await stage.tenant(id);
    customers.push({ tenant, ...(await tenant.connect('hubspot')), runs: [] });
  }
});
afterAll(() => stage.stop());

/** Where the page says that the provider does not answer for the moment, a person tries again. Answers the last page’s status. */
async function comeBack(link: string, user: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    const page = await reauthorize(link, { user });
    if (page.status === 200 || page.status === 202) return page.status;
    expect([502, 503], page.html).toContain(page.status);
    expect(tries, page.html).toBeLessThan(4);
  }
}

/** Of the customers whose runs are not over, or did not come to a good end: what is known of them. */
async function whoLacks(pages: readonly number[]) {
  const known = await Promise.all(
    customers.map(async ({ tenant, account, runs }, index) => ({
      page: pages[index],
      account: await tenant.api.account(account.id),
      runs: await Promise.all(runs.map((run) => tenant.api.run(run))),
    })),
  );
  return known.filter(({ runs }) => runs.some((run) => run.verdict !== 'complete'));
}

it('resumes 200 runs of 50 tenants when 50 people come back together, each call exactly once', async () => {
  // In so many words, so that it is each customer's own matter and not the operator's.
  for (const { grant } of customers) {
    await stage.control.setKnobs({
      scope: { grant: grant.grant },
      knobs: { refuseRefreshAs: 'portal_deleted' },
    });
  }
  await Promise.all(
    customers.map(async (customer) => {
      await stage.control.expireAccessTokens({ grant: customer.grant.grant });
      // Fifty exchanges at once take longer on a busy machine than a caller waits.
      await until(
        'its access is known to be gone',
        async () => (await tryCall(customer.tenant, customer)) === 'blocked',
        60_000,
      );
      for (let number = 0; number < runsEach; number++) {
        const run = await customer.tenant.api.startRun({
          kind: 'steps',
          name: `run ${number}`,
          input: {
            steps: [
              {
                id: 'read',
                account: customer.account.id,
                tool: 'http.request',
                input: { method: 'GET', path },
              },
            ],
          },
        });
        customer.runs.push(run.id);
      }
    }),
  );
  const statesOf = (customer: Customer) =>
    Promise.all(customer.runs.map((run) => customer.tenant.api.run(run)));
  for (const customer of customers) {
    await until(
      'its runs wait',
      async () => (await statesOf(customer)).every((run) => run.pausedOn.includes(customer.account.id)),
      60_000,
    );
  }
  const links = await Promise.all(
    customers.map(async ({ tenant, account }) => (await tenant.api.account(account.id)).reauthUrl!),
  );
  const goodCalls = async (): Promise<number> =>
    (await stage.control.calls({ provider: 'hubspot', kind: 'data' })).filter(
      (call) => call.status === 200 && call.path === path,
    ).length;
  const before = await goodCalls();

  const together = Date.now();
  const pages = await Promise.all(links.map((link, index) => comeBack(link, customers[index]!.user)));
  const lastBack = Date.now();
  await until(
    'every run has made its call',
    async () => (await goodCalls()) >= before + tenants * runsEach,
    // Where the machine is so busy that a page says 202, the grant "will be picked up within minutes".
    240_000,
  ).catch(async (error: Error) => {
    throw new Error(`${error.message}\n${JSON.stringify(await whoLacks(pages), null, 2)}`);
  });
  const resumedMs = Date.now() - lastBack;
  console.log(
    `50 people came back within ${lastBack - together} ms; ${tenants * runsEach} runs had made their calls ${resumedMs} ms later`,
  );

  for (const customer of customers) {
    const runs = await until('its runs are over', async () => {
      const now = await statesOf(customer);
      return now.every((run) => run.state === 'ended') ? now : null;
    });
    expect(new Set(runs.map((run) => run.verdict))).toEqual(new Set(['complete']));
  }
  expect(await goodCalls()).toBe(before + tenants * runsEach);
}, 420_000);
