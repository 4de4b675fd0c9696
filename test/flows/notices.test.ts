// Notices to people, end to end: who is told of what and when. Events become messages at a real mail server: gathered,
// withdrawn, escalated, kept back in quiet hours. How a message gets through is told in notice-messages.test.ts.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { importFresh } from '../http/api-world.ts';
import {
  type Connected,
  type Customer,
  linksOf,
  type NoticeStage,
  operator,
  startNoticeStage,
} from '../support/notice-stage.ts';
import { leavesNoLinks } from '../support/notice-traces.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { recordHistory } from '../support/record-history.ts';
import { until } from '../support/until.ts';

let stage: NoticeStage;
let tenant: Customer;

beforeAll(async () => {
  stage = await startNoticeStage();
});
afterAll(() => stage?.stop());
beforeEach(async () => {
  tenant = await stage.newCustomer();
});

/** A run that waits for the account. */
async function startRun({ id }: Connected, name: string, deadlineInMs: number): Promise<string> {
  const { body } = await tenant.call('POST', '/v1/runs', {
    kind: 'steps',
    name,
    deadline: new Date(Date.now() + deadlineInMs).toISOString(),
    input: {
      steps: [{ id: 'read', account: id, tool: 'http.request', input: { method: 'GET', path: '/v4/x' } }],
    },
  });
  await until('the run waits', async () => {
    const run = await tenant.call('GET', `/v1/runs/${body.id}`);
    return run.body.state === 'paused';
  });
  return body.id;
}

/** The length of the timer its workflow has set, in seconds. */
const waitsLongerThan = (person: string, seconds: number): Promise<number> =>
  until(`the notice to ${person} waits for more than ${seconds} s`, async () => {
    const { events } = await tenant
      .workflowOf(person)
      .fetchHistory()
      .catch((error: Error) => {
        // It is begun a moment after the account was found to be dead.
        if (error.message.includes('NOT_FOUND')) return { events: [] };
        throw error;
      });
    const timer = events?.findLast((event) => event.timerStartedEventAttributes);
    const length = Number(timer?.timerStartedEventAttributes?.startToFireTimeout?.seconds ?? 0);
    return length > seconds ? length : null;
  });

it('tells a person of all accounts in one message, with a link that works, and afterwards that nothing is needed', async () => {
  const ada = await tenant.putPerson('ada', { language: 'de-AT' });
  await tenant.askByDefault({ person: 'ada' });
  const [one, two] = [await tenant.connect('Sales sheet'), await tenant.connect('Stock sheet')];

  await Promise.all([tenant.kill(one), tenant.kill(two)]);

  const message = await stage.mailTo(ada);
  expect(message.subject).toBe('Please renew access to 2 accounts');
  expect(message.text).toContain('Hello ada of the test,');
  expect(message.text).toContain('Sales sheet (Google)');
  expect(message.text).toContain('Stock sheet (Google)');
  expect(message.text).toContain('Not yours?');
  const links = linksOf(message.text!);
  expect(links).toHaveLength(2);
  for (const link of links) expect(message.html).toContain(link);
  expect(message.headers.get('auto-submitted')).toBe('auto-generated');

  for (const link of links) {
    const page = await reauthorize(link, { user: stage.user });
    expect(page.status, page.html).toBe(200);
  }
  const over = await stage.mailTo(ada, 2);
  expect(over.subject).toMatch(/^No longer needed/);
  expect(over.inReplyTo).toBe(message.messageId);
  expect(linksOf(over.text!)).toEqual([]);
  await until('there is nothing to tell, so the workflow has ended', () => tenant.isOver('ada'));
  // Both accounts were renewed before the second message, or one of them after it.
  expect(stage.mailsTo(ada).length).toBeLessThanOrEqual(3);

  const shown = await tenant.notices();
  expect(shown[0]).toMatchObject({
    contact: 'ada',
    messages: [{ channel: 'email', to: ada.email, state: 'sent', tries: 1, reason: null }],
  });
  expect(shown[0].accounts.toSorted()).toEqual([one.id, two.id].toSorted());
  expect(message.messageId).toBe(`<${shown[0].id}@firstlight.example>`);
  await recordHistory(stage.temporal.client, 'notice', `notice:${tenant.id}:ada`);
});

it('sends nothing about what was over before anybody was to be told', async () => {
  const ada = await tenant.putPerson('ada');
  const bob = await tenant.putPerson('bob');
  await tenant.askByDefault({ person: 'ada' });
  // HubSpot's word for it may be the app's problem, so people hear of it two minutes later.
  const { id, grant } = await importFresh(stage.world, tenant, { provider: 'hubspot' });
  await stage.world.sandbox.control.revoke({ grant });
  await tenant.call('POST', `/v1/accounts/${id}/tools/hubspot.search_deals`, { input: {} });
  await waitsLongerThan('ada', 60);
  const { body: account } = await tenant.call('GET', `/v1/accounts/${id}`);

  const page = await reauthorize(account.reauthUrl, { user: stage.user });

  expect(page.status, page.html).toBe(200);
  await until('the notice is given up', () => tenant.isOver('ada'));
  // Somebody else's message is the sign that the mail server had time to get one.
  await tenant.askByDefault({ person: 'bob' });
  await tenant.kill(await tenant.connect('Another sheet'));
  await stage.mailTo(bob);
  expect(stage.mailsTo(ada)).toEqual([]);
  expect((await tenant.notices()).map(({ contact }) => contact)).toEqual(['bob']);
});

it('asks the administrator where the administrator must act, and who is named meanwhile instead of who was', async () => {
  const ada = await tenant.putPerson('ada');
  const admin = await tenant.putPerson('admin');
  const bob = await tenant.putPerson('bob');
  await tenant.askByDefault({ person: 'ada', admin: 'admin' });
  const account = await tenant.connect('Sales sheet');

  await tenant.kill(account, 'admin_policy');
  const message = await stage.mailTo(admin);
  expect(message.text).toContain('When you have changed the policy or permission');
  expect(stage.mailsTo(ada)).toEqual([]);

  const put = await tenant.call('PUT', `/v1/accounts/${account.id}/contacts`, { person: 'bob' });
  expect(put).toMatchObject({ status: 200, body: { person: 'bob' } });
  expect((await stage.mailTo(bob)).subject).toBe('Please renew access: Sales sheet (Google)');
  expect((await stage.mailTo(admin, 2)).text).toContain('somebody else is asked now');
  expect(stage.mailsTo(ada)).toEqual([]);
});

it('names what waits with its deadline in the person’s time, and asks another contact when nobody acts', async () => {
  const ada = await tenant.putPerson('ada');
  const chief = await tenant.putPerson('chief', { timeZone: 'America/New_York' });
  await tenant.askByDefault({ person: 'ada', escalation: 'chief' });
  const account = await tenant.connect('Sales sheet');
  await tenant.kill(account);
  // The account was dead before the run came to wait for it.
  await startRun(account, 'the morning report', 12_000);

  const first = await stage.mailTo(ada);
  const second = await stage.mailTo(chief);
  expect(second.text).toContain('Somebody else was asked before you');
  expect(second.text).toMatch(/Waiting for it: the morning report \(needed by .*(GMT-[45]|E[SD]T)\)/);
  expect(linksOf(second.text!)).toEqual(linksOf(first.text!));

  const page = await reauthorize(linksOf(second.text!)[0]!, { user: stage.user });
  expect(page.status, page.html).toBe(200);
  for (const person of [ada, chief])
    expect((await stage.mailTo(person, 2)).text).toContain('the access was renewed');
  expect([ada, chief].map((person) => stage.mailsTo(person).length)).toEqual([2, 2]);
});

it('leaves a person in peace in quiet hours, until a run’s deadline would pass in them', async () => {
  const wall = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString().slice(11, 16);
  const quietHours = { from: wall(-3_600_000), to: wall(2 * 3_600_000) };
  const ada = await tenant.putPerson('ada', { timeZone: 'UTC', quietHours });
  await tenant.askByDefault({ person: 'ada' });
  const account = await tenant.connect('Sales sheet');
  await tenant.kill(account);
  const waited = await waitsLongerThan('ada', 3_600);
  expect(waited).toBeLessThanOrEqual(2 * 3_600);
  expect(stage.mailsTo(ada)).toEqual([]);

  await startRun(account, 'the morning report', 3_600_000);

  expect((await stage.mailTo(ada)).text).toContain('Waiting for it: the morning report');
});

it('tells the operator alone that an app is refused, and that it is over', async () => {
  const ada = await tenant.putPerson('ada');
  await tenant.askByDefault({ person: 'ada', admin: 'ada' });
  const { id, grant } = await importFresh(stage.world, tenant, { provider: 'salesforce' });
  await stage.world.sandbox.control.rotateClientSecret({ provider: 'salesforce' });
  await stage.world.sandbox.control.expireAccessTokens({ grant });
  await tenant.call('POST', `/v1/accounts/${id}/tools/http.request`, {
    input: { method: 'GET', path: '/services/data/v62.0/limits' },
  });

  const failing = await stage.mailTo(operator);
  expect(failing.subject).toMatch(/^Your app is refused: Salesforce/);
  expect(linksOf(failing.text!)).toEqual([]);
  await stage.world.sandbox.control.restoreClientSecret({ provider: 'salesforce' });
  expect((await stage.mailTo(operator, 2)).text).toContain('the provider takes the app again');
  expect(stage.mailsTo(ada)).toEqual([]);
  expect(await tenant.notices()).toEqual([]);
});

// Last: it looks into what the tests before it left behind.
leavesNoLinks(() => stage);
