// Notices to people, end to end: events become messages at a real mail server and in Slack; gathered, withdrawn, escalated, and
// sent again with the same Message-ID where a worker died. The times are short here; that they are kept to is told by the pure
// tests beside src/notices.
import type { ParsedMail } from 'mailparser';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openPool, type Pool } from '../../src/store/db.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { connectClient, type TemporalClient } from '../../src/temporal/connection.ts';
import { deliverOverdue } from '../../src/temporal/deliver-overdue.ts';
import { createDeliveryClient } from '../../src/temporal/delivery-client.ts';
import { createNoticeClient } from '../../src/temporal/notice-client.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { readable } from '../support/canary.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { recordHistory } from '../support/record-history.ts';
import { until } from '../support/until.ts';

const operatorAddress = 'operator@firstlight.example';
let world: ApiWorld;
let mail: MailServer;
let temporal: TemporalClient;
let pool: Pool;
let tenant: Caller & { readonly id: string };
let people = 0;

beforeAll(async () => {
  mail = await startMailServer();
  world = await startApiWorld(
    { world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } },
    {
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      SMTP_FROM: 'Firstlight <notices@firstlight.example>',
      FIRSTLIGHT_OPERATOR_EMAIL: operatorAddress,
      FIRSTLIGHT_NOTICE_GATHER_SECONDS: '1',
      FIRSTLIGHT_NOTICE_BETWEEN_SECONDS: '2',
      FIRSTLIGHT_NOTICE_ESCALATE_SECONDS: '1',
      FIRSTLIGHT_NOTICE_RETRY_SECONDS: '0.2,0.5,600',
    },
  );
  temporal = await connectClient({ address: inject('temporalAddress'), namespace: world.namespace });
  pool = openPool(world.databaseUrl, { size: 2, name: 'notices-test' });
});
afterAll(async () => {
  await pool?.end();
  await temporal?.close();
  await world?.stop();
  await mail?.stop();
});
beforeEach(async () => {
  tenant = await world.newTenant();
});

interface Person {
  readonly id: string;
  readonly email: string;
}

async function putPerson(id: string, more: object = {}): Promise<Person> {
  const email = `${id}-${++people}@customer.example`;
  const { status } = await tenant.call('PUT', `/v1/contacts/${id}`, {
    name: `${id} of the test`,
    email,
    timeZone: 'Europe/Vienna',
    ...more,
  });
  expect(status).toBe(201);
  return { id, email };
}

const askByDefault = async (asked: object): Promise<void> => {
  expect(await tenant.call('PUT', '/v1/default-contacts', asked)).toMatchObject({ status: 200, body: asked });
};

interface Connected {
  readonly id: string;
  readonly grant: string;
  readonly label: string;
}

async function connect(label: string): Promise<Connected> {
  const { id, grant } = await importFresh(world, tenant, { provider: 'google', body: { label } });
  return { id, grant, label };
}

/** `session_control` is for the person to mend, `admin_policy` for the administrator; neither may be anybody else's. */
async function kill({ id, grant }: Connected, refuseRefreshAs = 'session_control'): Promise<void> {
  await world.sandbox.control.setKnobs({ scope: { grant }, knobs: { refuseRefreshAs } });
  await world.sandbox.control.expireAccessTokens({ grant });
  const answer = await tenant.call('POST', `/v1/accounts/${id}/tools/http.request`, {
    input: { method: 'GET', path: '/v4/spreadsheets/nowhere' },
  });
  expect(answer.body).toMatchObject({ status: 'blocked', state: 'reauth_required' });
}

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

const mailsTo = ({ email }: Person): ParsedMail[] => mail.to(email);
const mailTo = (person: Person, count = 1): Promise<ParsedMail> =>
  until(`${count} message(s) came to ${person.email}`, async () =>
    mailsTo(person).length >= count ? mailsTo(person)[count - 1] : null,
  );
const linksOf = (text: string): string[] => text.match(/https?:\/\/\S+\/connect\/\S+/g) ?? [];
// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about.
const notices = async (): Promise<any[]> => (await tenant.call('GET', '/v1/notices')).body.items;
const workflowOf = (person: string) => temporal.client.workflow.getHandle(`notice:${tenant.id}:${person}`);
const isOver = async (person: string): Promise<boolean> =>
  (await workflowOf(person).describe()).status.name === 'COMPLETED';
/** The length of the timer its workflow has set, in seconds. */
const waitsLongerThan = (person: string, seconds: number): Promise<number> =>
  until(`the notice to ${person} waits for more than ${seconds} s`, async () => {
    const { events } = await workflowOf(person).fetchHistory();
    const timer = events?.findLast((event) => event.timerStartedEventAttributes);
    const length = Number(timer?.timerStartedEventAttributes?.startToFireTimeout?.seconds ?? 0);
    return length > seconds ? length : null;
  });
const user = (): string => world.sandbox.tenants[0]!.users[0]!.user;

it('tells a person of all accounts in one message, with a link that works, and afterwards that nothing is needed', async () => {
  const ada = await putPerson('ada', { language: 'de-AT' });
  await askByDefault({ person: 'ada' });
  const [one, two] = [await connect('Sales sheet'), await connect('Stock sheet')];

  await Promise.all([kill(one), kill(two)]);

  const message = await mailTo(ada);
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
    const page = await reauthorize(link, { user: user() });
    expect(page.status, page.html).toBe(200);
  }
  const over = await mailTo(ada, 2);
  expect(over.subject).toMatch(/^No longer needed/);
  expect(over.inReplyTo).toBe(message.messageId);
  expect(linksOf(over.text!)).toEqual([]);
  await until('there is nothing to tell, so the workflow has ended', () => isOver('ada'));
  // Both accounts were renewed before the second message, or one of them after it.
  expect(mailsTo(ada).length).toBeLessThanOrEqual(3);

  const shown = await notices();
  expect(shown[0]).toMatchObject({
    contact: 'ada',
    messages: [{ channel: 'email', to: ada.email, state: 'sent', tries: 1, reason: null }],
  });
  expect(shown[0].accounts.toSorted()).toEqual([one.id, two.id].toSorted());
  expect(message.messageId).toBe(`<${shown[0].id}@firstlight.example>`);
  await recordHistory(temporal.client, 'notice', `notice:${tenant.id}:ada`);
});

it('sends nothing about what was over before anybody was to be told', async () => {
  const ada = await putPerson('ada');
  const bob = await putPerson('bob');
  await askByDefault({ person: 'ada' });
  // HubSpot's word for it may be the app's problem, so people hear of it two minutes later.
  const { id, grant } = await importFresh(world, tenant, { provider: 'hubspot' });
  await world.sandbox.control.revoke({ grant });
  await tenant.call('POST', `/v1/accounts/${id}/tools/hubspot.search_deals`, { input: {} });
  await waitsLongerThan('ada', 60);
  const { body: account } = await tenant.call('GET', `/v1/accounts/${id}`);

  const page = await reauthorize(account.reauthUrl, { user: user() });

  expect(page.status, page.html).toBe(200);
  await until('the notice is given up', () => isOver('ada'));
  // Somebody else's message is the sign that the mail server had time to get one.
  await askByDefault({ person: 'bob' });
  await kill(await connect('Another sheet'));
  await mailTo(bob);
  expect(mailsTo(ada)).toEqual([]);
  expect((await notices()).map(({ contact }) => contact)).toEqual(['bob']);
});

it('is taken up again when somebody ended the workflow by hand', async () => {
  const ada = await putPerson('ada');
  await askByDefault({ person: 'ada' });
  mail.refused.set(ada.email, 451);
  await kill(await connect('Sales sheet'));
  await until('the message waits for a late try', async () => (await notices())[0]?.messages[0].tries === 3);
  mail.refused.clear();
  await workflowOf('ada').terminate('by hand');
  await pool.query(
    "update notice_messages set next_attempt_at = now() - interval '1 hour' where state = 'pending'",
  );

  const found = await deliverOverdue({
    pool,
    deliveryClient: createDeliveryClient(temporal.client),
    noticeClient: createNoticeClient(temporal.client),
    log: createLog('test', 'silent'),
  });

  expect(found).toBeGreaterThanOrEqual(1);
  await mailTo(ada);
});

it('takes contacts that can be written to, and nobody else’s', async () => {
  const put = (id: string, body: object) => tenant.call('PUT', `/v1/contacts/${id}`, body);
  const mistakesOf = async (body: object): Promise<string[]> => {
    const { status, body: problem } = await put('ada', body);
    expect(status).toBe(422);
    return problem.errors.map(({ pointer }: { pointer: string }) => pointer);
  };
  const whole = { name: 'Ada', email: 'ada@customer.example', timeZone: 'Europe/Vienna' };
  expect(await mistakesOf({ name: 'Ada', timeZone: 'UTC' })).toEqual(['/email']);
  expect(
    await mistakesOf({ ...whole, email: 'a@x.example, b@x.example', timeZone: 'Mars/Base', language: '!' }),
  ).toEqual(['/email', '/timeZone', '/language']);
  expect(await mistakesOf({ ...whole, quietHours: { from: '7', to: '25:00' } })).toEqual([
    '/quietHours/from',
    '/quietHours/to',
  ]);
  expect(await mistakesOf({ ...whole, slack: { account: 'acct_none', channel: 'C024BE91L' } })).toEqual([
    '/slack/account',
  ]);
  expect((await put('ada', { ...whole, quietHours: { from: '22:00', to: '07:00' } })).status).toBe(201);
  expect((await tenant.call('GET', '/v1/contacts')).body.items).toMatchObject([
    { id: 'ada', ...whole, quietHours: { from: '22:00', to: '07:00' }, language: 'en-GB' },
  ]);

  const other = await world.newTenant();
  expect((await other.call('GET', '/v1/contacts/ada')).status).toBe(404);
  expect((await other.call('GET', '/v1/contacts')).body.items).toEqual([]);
  const unknown = await other.call('PUT', '/v1/default-contacts', { person: 'ada' });
  expect(unknown).toMatchObject({ status: 422, body: { errors: [{ pointer: '/person' }] } });
  const account = await connect('Sales sheet');
  const theirs = await other.call('PUT', `/v1/accounts/${account.id}/contacts`, { person: 'ada' });
  expect(theirs.status).toBe(404);

  await askByDefault({ person: 'ada' });
  expect((await tenant.call('GET', '/v1/default-contacts')).body).toEqual({ person: 'ada' });
  expect(await tenant.call('DELETE', '/v1/contacts/ada')).toMatchObject({
    status: 409,
    body: { code: 'contact.in_use' },
  });
  expect((await tenant.call('DELETE', '/v1/default-contacts')).status).toBe(204);
  expect((await tenant.call('DELETE', '/v1/contacts/ada')).status).toBe(204);
  expect((await tenant.call('GET', '/v1/contacts/ada')).status).toBe(404);
});

it('asks the administrator where the administrator must act, and who is named meanwhile instead of who was', async () => {
  const ada = await putPerson('ada');
  const admin = await putPerson('admin');
  const bob = await putPerson('bob');
  await askByDefault({ person: 'ada', admin: 'admin' });
  const account = await connect('Sales sheet');

  await kill(account, 'admin_policy');
  const message = await mailTo(admin);
  expect(message.text).toContain('When you have changed the policy or permission');
  expect(mailsTo(ada)).toEqual([]);

  const put = await tenant.call('PUT', `/v1/accounts/${account.id}/contacts`, { person: 'bob' });
  expect(put).toMatchObject({ status: 200, body: { person: 'bob' } });
  expect((await mailTo(bob)).subject).toBe('Please renew access: Sales sheet (Google)');
  expect((await mailTo(admin, 2)).text).toContain('somebody else is asked now');
  expect(mailsTo(ada)).toEqual([]);
});

it('names what waits with its deadline in the person’s time, and asks another contact when nobody acts', async () => {
  const ada = await putPerson('ada');
  const chief = await putPerson('chief', { timeZone: 'America/New_York' });
  await askByDefault({ person: 'ada', escalation: 'chief' });
  const account = await connect('Sales sheet');
  await kill(account);
  // The account was dead before the run came to wait for it.
  await startRun(account, 'the morning report', 12_000);

  const first = await mailTo(ada);
  const second = await mailTo(chief);
  expect(second.text).toContain('Somebody else was asked before you');
  expect(second.text).toMatch(/Waiting for it: the morning report \(needed by .*(GMT-[45]|E[SD]T)\)/);
  expect(linksOf(second.text!)).toEqual(linksOf(first.text!));

  const page = await reauthorize(linksOf(second.text!)[0]!, { user: user() });
  expect(page.status, page.html).toBe(200);
  for (const person of [ada, chief])
    expect((await mailTo(person, 2)).text).toContain('the access was renewed');
  expect([ada, chief].map((person) => mailsTo(person).length)).toEqual([2, 2]);
});

it('leaves a person in peace in quiet hours, until a run’s deadline would pass in them', async () => {
  const wall = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString().slice(11, 16);
  const quietHours = { from: wall(-3_600_000), to: wall(2 * 3_600_000) };
  const ada = await putPerson('ada', { timeZone: 'UTC', quietHours });
  await askByDefault({ person: 'ada' });
  const account = await connect('Sales sheet');
  await kill(account);
  const waited = await waitsLongerThan('ada', 3_600);
  expect(waited).toBeLessThanOrEqual(2 * 3_600);
  expect(mailsTo(ada)).toEqual([]);

  await startRun(account, 'the morning report', 3_600_000);

  expect((await mailTo(ada)).text).toContain('Waiting for it: the morning report');
});

it('tells somebody else at once when the address takes nothing, and the person when it is put right', async () => {
  const ada = await putPerson('ada');
  const chief = await putPerson('chief');
  await askByDefault({ person: 'ada', escalation: 'chief' });
  mail.refused.set(ada.email, 550);

  await kill(await connect('Sales sheet'));

  expect((await mailTo(chief)).subject).toBe('Please renew access: Sales sheet (Google)');
  const [refused] = await notices();
  expect(refused).toMatchObject({ contact: 'ada', messages: [{ state: 'refused', sentAt: null }] });
  expect(refused.messages[0].reason).toContain('550');
  const right = { id: 'ada', email: `right-${ada.email}` };
  const put = await tenant.call('PUT', '/v1/contacts/ada', {
    name: 'Ada',
    email: right.email,
    timeZone: 'UTC',
  });
  expect(put.status).toBe(200);
  await mailTo(right);
});

it('sends the same message again, by the same Message-ID, when the worker died before it knew that it was sent', async () => {
  const ada = await putPerson('ada');
  await askByDefault({ person: 'ada' });
  const account = await connect('Sales sheet');
  const holding = mail.hold();
  await kill(account);
  await until('the server has the message and has not said so', async () => holding.held() === 1);

  world.stack.worker().kill('SIGKILL');
  await world.stack.worker().exited;
  holding.release();
  await world.stack.startWorker();

  const again = await mailTo(ada, 2);
  expect(again.messageId).toBe(mailsTo(ada)[0]!.messageId);
  expect(again.text).toBe(mailsTo(ada)[0]!.text);
  await until('it is known to be sent', async () => (await notices())[0]?.messages[0].state === 'sent');
  await until('there is nothing more to tell', () => isOver('ada'));
  expect(mailsTo(ada)).toHaveLength(2);
});

it('goes on trying while the mail server refuses for the moment, and does not say what was withdrawn meanwhile', async () => {
  const ada = await putPerson('ada');
  await askByDefault({ person: 'ada' });
  mail.refused.set(ada.email, 451);
  const account = await connect('Sales sheet');
  await kill(account);
  const [waiting] = await until('two tries failed', async () => {
    const found = await notices();
    return found[0]?.messages[0].tries === 3 ? found : null;
  });
  expect(waiting.messages[0]).toMatchObject({ state: 'pending', sentAt: null });
  expect(Date.parse(waiting.messages[0].nextAttemptAt)).toBeGreaterThan(Date.now() + 300_000);
  mail.refused.clear();

  expect((await tenant.call('DELETE', `/v1/accounts/${account.id}`)).status).toBe(200);

  await until('the message is withdrawn', async () => (await notices())[0].messages[0].state === 'withdrawn');
  await until('there is nothing to tell', () => isOver('ada'));
  expect(mailsTo(ada)).toEqual([]);
});

it('sends what waits to the address the contact has now, and nothing more to the old one', async () => {
  const ada = await putPerson('ada');
  await askByDefault({ person: 'ada' });
  mail.refused.set(ada.email, 451);
  await kill(await connect('Sales sheet'));
  await until('the message waits for a late try', async () => (await notices())[0]?.messages[0].tries === 3);
  mail.refused.clear();

  const moved = { id: 'ada', email: `moved-${ada.email}` };
  await tenant.call('PUT', '/v1/contacts/ada', { name: 'Ada', email: moved.email, timeZone: 'UTC' });

  await mailTo(moved);
  await until('it is written down', async () => (await notices())[0].messages[0].state === 'sent');
  expect((await notices()).flatMap(({ messages }) => messages)).toMatchObject([
    { to: moved.email, tries: 1 },
  ]);
  expect(mailsTo(ada)).toEqual([]);
});

it('tells the operator alone that an app is refused, and that it is over', async () => {
  const operator = { id: 'operator', email: operatorAddress };
  const ada = await putPerson('ada');
  await askByDefault({ person: 'ada', admin: 'ada' });
  const { id, grant } = await importFresh(world, tenant, { provider: 'salesforce' });
  await world.sandbox.control.rotateClientSecret({ provider: 'salesforce' });
  await world.sandbox.control.expireAccessTokens({ grant });
  await tenant.call('POST', `/v1/accounts/${id}/tools/http.request`, {
    input: { method: 'GET', path: '/services/data/v62.0/limits' },
  });

  const failing = await mailTo(operator);
  expect(failing.subject).toMatch(/^Your app is refused: Salesforce/);
  expect(linksOf(failing.text!)).toEqual([]);
  await world.sandbox.control.restoreClientSecret({ provider: 'salesforce' });
  expect((await mailTo(operator, 2)).text).toContain('the provider takes the app again');
  expect(mailsTo(ada)).toEqual([]);
  expect(await notices()).toEqual([]);
});

it('posts to Slack with the tenant’s own account, once', async () => {
  const slack = await importFresh(world, tenant, { provider: 'slack' });
  const channel = 'C0SBX000001';
  const ada = await putPerson('ada', { slack: { account: slack.id, channel } });
  await askByDefault({ person: 'ada' });
  // The answer of the post is lost; the tool finds the message and does not send another.
  await world.sandbox.control.addFault({
    on: 'data',
    grant: slack.grant,
    habit: { kind: 'drop_after_commit' },
  });

  await kill(await connect('Sales sheet'));

  await mailTo(ada);
  await until('both ways are through', async () =>
    (await notices())[0]?.messages.every(({ state }: { state: string }) => state === 'sent'),
  );
  const { messages } = await world.sandbox.control.readChannel({ tenant: 'acme', channel });
  expect(messages.map(({ text }) => text.includes('Sales sheet (Google)'))).toEqual([true]);
  expect(messages[0]!.metadata).toMatchObject({
    event_payload: { call_key: `${tenant.id}:${(await notices())[0].id}` },
  });
});

it('keeps links and addresses out of histories, tables, logs and answers', async () => {
  const links = mail.received.flatMap(({ text }) => linksOf(text ?? ''));
  expect(links.length).toBeGreaterThan(5);
  const secrets = [...new Set(links.map((link) => link.split('.').at(-1)!))];
  let texts = (await notices()).map((notice) => JSON.stringify(notice)).join();
  let noticeEvents = 0;
  for await (const { workflowId, runId } of temporal.client.workflow.list()) {
    const history = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const text = readable(history.events);
    if (workflowId.startsWith('notice:')) {
      noticeEvents += history.events!.length;
      expect(text, workflowId).not.toContain('@customer.example');
    }
    texts += text;
  }
  expect(noticeEvents).toBeGreaterThan(50);
  // The search can see into histories.
  expect(texts).toContain('\\"kind\\":\\"attempted\\"');
  for (const name of ['notice_asks', 'notices', 'notice_messages', 'events']) {
    texts += JSON.stringify((await pool.query(`select * from ${name}`)).rows);
  }
  texts += world.stack.api().output() + world.stack.worker().output();
  expect(secrets.filter((secret) => texts.includes(secret))).toEqual([]);
});
