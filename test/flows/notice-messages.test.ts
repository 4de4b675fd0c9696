// A message to a person gets through, once: to an address that can be written to, at the mail server and in Slack, over refusals
// and dead workers, with the same Message-ID where it is sent again.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { deliverOverdue } from '../../src/temporal/deliver-overdue.ts';
import { importFresh } from '../http/api-world.ts';
import { type Customer, type NoticeStage, startNoticeStage } from '../support/notice-stage.ts';
import { leavesNoLinks } from '../support/notice-traces.ts';
import { overdueDeps } from '../support/overdue-deps.ts';
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

/** A message to Ada that the mail server refused for the moment until the next try is far off; it takes messages again. */
async function leaveWaiting() {
  const ada = await tenant.putPerson('ada');
  await tenant.askByDefault({ person: 'ada' });
  stage.mail.refused.set(ada.email, 451);
  const account = await tenant.connect('Sales sheet');
  await tenant.kill(account);
  const waiting = await until('the message waits for a late try', async () => {
    const [notice] = await tenant.notices();
    return notice?.messages[0].tries === 3 ? notice.messages[0] : null;
  });
  stage.mail.refused.clear();
  return { ada, account, waiting };
}

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

  const other = await stage.world.newTenant();
  expect((await other.call('GET', '/v1/contacts/ada')).status).toBe(404);
  expect((await other.call('GET', '/v1/contacts')).body.items).toEqual([]);
  const unknown = await other.call('PUT', '/v1/default-contacts', { person: 'ada' });
  expect(unknown).toMatchObject({ status: 422, body: { errors: [{ pointer: '/person' }] } });
  const account = await tenant.connect('Sales sheet');
  const theirs = await other.call('PUT', `/v1/accounts/${account.id}/contacts`, { person: 'ada' });
  expect(theirs.status).toBe(404);

  await tenant.askByDefault({ person: 'ada' });
  expect((await tenant.call('GET', '/v1/default-contacts')).body).toEqual({ person: 'ada' });
  expect(await tenant.call('DELETE', '/v1/contacts/ada')).toMatchObject({
    status: 409,
    body: { code: 'contact.in_use' },
  });
  expect((await tenant.call('DELETE', '/v1/default-contacts')).status).toBe(204);
  expect((await tenant.call('DELETE', '/v1/contacts/ada')).status).toBe(204);
  expect((await tenant.call('GET', '/v1/contacts/ada')).status).toBe(404);
});

it('tells somebody else at once when the address takes nothing, and the person when it is put right', async () => {
  const ada = await tenant.putPerson('ada');
  const chief = await tenant.putPerson('chief');
  await tenant.askByDefault({ person: 'ada', escalation: 'chief' });
  stage.mail.refused.set(ada.email, 550);

  await tenant.kill(await tenant.connect('Sales sheet'));

  expect((await stage.mailTo(chief)).subject).toBe('Please renew access: Sales sheet (Google)');
  const [refused] = await tenant.notices();
  expect(refused).toMatchObject({ contact: 'ada', messages: [{ state: 'refused', sentAt: null }] });
  expect(refused.messages[0].reason).toContain('550');
  const right = { id: 'ada', email: `right-${ada.email}` };
  const put = await tenant.call('PUT', '/v1/contacts/ada', {
    name: 'Ada',
    email: right.email,
    timeZone: 'UTC',
  });
  expect(put.status).toBe(200);
  await stage.mailTo(right);
});

it('sends what waits to the address the contact has now, and nothing more to the old one', async () => {
  const { ada } = await leaveWaiting();

  const moved = { id: 'ada', email: `moved-${ada.email}` };
  await tenant.call('PUT', '/v1/contacts/ada', { name: 'Ada', email: moved.email, timeZone: 'UTC' });

  await stage.mailTo(moved);
  await until('it is written down', async () => (await tenant.notices())[0].messages[0].state === 'sent');
  expect((await tenant.notices()).flatMap(({ messages }) => messages)).toMatchObject([
    { to: moved.email, tries: 1 },
  ]);
  expect(stage.mailsTo(ada)).toEqual([]);
});

it('goes on trying while the mail server refuses for the moment, and does not say what was withdrawn meanwhile', async () => {
  const { ada, account, waiting } = await leaveWaiting();
  expect(waiting).toMatchObject({ state: 'pending', sentAt: null });
  expect(Date.parse(waiting.nextAttemptAt)).toBeGreaterThan(Date.now() + 300_000);

  expect((await tenant.call('DELETE', `/v1/accounts/${account.id}`)).status).toBe(200);

  await until(
    'the message is withdrawn',
    async () => (await tenant.notices())[0].messages[0].state === 'withdrawn',
  );
  await until('there is nothing to tell', () => tenant.isOver('ada'));
  expect(stage.mailsTo(ada)).toEqual([]);
});

it('is taken up again when somebody ended the workflow by hand', async () => {
  const { ada } = await leaveWaiting();
  await tenant.workflowOf('ada').terminate('by hand');
  await stage.pool.query(
    "update notice_messages set next_attempt_at = now() - interval '1 hour' where state = 'pending'",
  );

  const found = await deliverOverdue(overdueDeps(stage.pool, stage.temporal));

  expect(found).toBeGreaterThanOrEqual(1);
  await stage.mailTo(ada);
});

it('sends the same message again, by the same Message-ID, when the worker died before it knew that it was sent', async () => {
  const ada = await tenant.putPerson('ada');
  await tenant.askByDefault({ person: 'ada' });
  const account = await tenant.connect('Sales sheet');
  const holding = stage.mail.hold();
  await tenant.kill(account);
  await until('the server has the message and has not said so', async () => holding.held() === 1);

  stage.world.stack.worker().kill('SIGKILL');
  await stage.world.stack.worker().exited;
  holding.release();
  await stage.world.stack.startWorker();

  const again = await stage.mailTo(ada, 2);
  expect(again.messageId).toBe(stage.mailsTo(ada)[0]!.messageId);
  expect(again.text).toBe(stage.mailsTo(ada)[0]!.text);
  await until(
    'it is known to be sent',
    async () => (await tenant.notices())[0]?.messages[0].state === 'sent',
  );
  await until('there is nothing more to tell', () => tenant.isOver('ada'));
  expect(stage.mailsTo(ada)).toHaveLength(2);
});

it('posts to Slack with the tenant’s own account, once', async () => {
  const slack = await importFresh(stage.world, tenant, { provider: 'slack' });
  const channel = 'C0SBX000001';
  const ada = await tenant.putPerson('ada', { slack: { account: slack.id, channel } });
  await tenant.askByDefault({ person: 'ada' });
  // The answer of the post is lost; the tool finds the message and does not send another.
  await stage.world.sandbox.control.addFault({
    on: 'data',
    grant: slack.grant,
    habit: { kind: 'drop_after_commit' },
  });

  await tenant.kill(await tenant.connect('Sales sheet'));

  await stage.mailTo(ada);
  await until('both ways are through', async () =>
    (await tenant.notices())[0]?.messages.every(({ state }: { state: string }) => state === 'sent'),
  );
  const { messages } = await stage.world.sandbox.control.readChannel({ tenant: 'acme', channel });
  expect(messages.map(({ text }) => text.includes('Sales sheet (Google)'))).toEqual([true]);
  expect(messages[0]!.metadata).toMatchObject({
    event_payload: { call_key: `${tenant.id}:${(await tenant.notices())[0].id}` },
  });
});

// Last: it looks into what the tests before it left behind.
leavesNoLinks(() => stage);
