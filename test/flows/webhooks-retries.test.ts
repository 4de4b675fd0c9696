// A receiver that is down, redirects or refuses: its events wait in order, per account, are tried again, given up, replayed;
// and what nobody works on is found.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listOverdueQueues } from '../../src/store/deliveries.ts';
import { deliverOverdue } from '../../src/temporal/deliver-overdue.ts';
import { overdueDeps } from '../support/overdue-deps.ts';
import { recordHistory } from '../support/record-history.ts';
import { until } from '../support/until.ts';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';
import {
  connectedThenDisconnected,
  type Subscriber,
  startWebhookStage,
  type WebhookStage,
} from '../support/webhook-stage.ts';

let stage: WebhookStage;
let tenant: Subscriber;
let receiver: WebhookReceiver;

beforeAll(async () => {
  stage = await startWebhookStage();
});
afterAll(() => stage?.stop());
beforeEach(async () => {
  tenant = await stage.newSubscriber();
  receiver = tenant.receiver;
  return () => receiver.stop();
});

describe('a receiver that is down', () => {
  it('gets everything when it is back, in order, once per id, from the first word it gives', async () => {
    const { id } = await tenant.putEndpoint();
    receiver.answer = () => 503;
    const accounts = await Promise.all([
      tenant.connectAndDisconnect(),
      tenant.connectAndDisconnect(),
      tenant.connectAndDisconnect(),
    ]);
    await until('every queue waits for the long try', async () => {
      const owed = await tenant.deliveries(`endpoint=${id}&state=pending`);
      return owed.length === 6 && owed.filter(({ attempts }) => attempts.length === 3).length === 3;
    });
    // Nothing behind a failed one was tried: order is kept.
    expect(new Set(receiver.received.map(({ type }) => type))).toEqual(new Set(['agent.auth.connected']));
    const description = await tenant.queue(id, accounts[0]!).describe();
    expect(await description.staticSummary?.()).toContain(id);

    receiver.answer = () => 204;
    await tenant.connect();
    await until('all of it came', async () =>
      accounts.every((account) => tenant.typesOf(account).length === 2),
    );

    for (const account of accounts) expect(tenant.typesOf(account)).toEqual(connectedThenDisconnected);
    const ids = receiver.accepted().map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    await until('nothing is owed', async () => {
      const owed = await tenant.deliveries(`endpoint=${id}&state=pending`);
      return owed.length === 0;
    });
    await recordHistory(
      stage.temporal.client,
      'delivery-down-and-up',
      `delivery:${tenant.id}:${id}:${accounts[0]}`,
    );
  });

  it('keeps one account waiting while others go on', async () => {
    await tenant.putEndpoint();
    const stuck = await tenant.connect();
    await until('its first event came', async () => tenant.typesOf(stuck).length === 1);
    receiver.answer = ({ data }) => (data.account === stuck ? 500 : 204);
    await tenant.call('DELETE', `/v1/accounts/${stuck}`);

    const other = await tenant.connectAndDisconnect();

    await until('the other’s events came', async () => tenant.typesOf(other).length === 2);
    expect(tenant.typesOf(stuck)).toEqual(['agent.auth.connected']);
  });

  it('that says Retry-After is asked again then', async () => {
    await tenant.putEndpoint();
    receiver.answer = (_event, response) => {
      response.writeHead(503, { 'retry-after': '2' });
      return 503;
    };
    await tenant.connect();
    await until('the first try came', async () => receiver.received.length === 1);
    receiver.answer = () => 204;
    await until('the second try came', async () => receiver.received.length === 2);

    const waited = receiver.received[1]!.at - receiver.received[0]!.at;
    expect(waited).toBeGreaterThan(1_900);
    expect(waited).toBeLessThan(6_000);
  });

  it('that redirects has refused: nothing follows, and it is tried again', async () => {
    const elsewhere = await startReceiver();
    const { id } = await tenant.putEndpoint();
    receiver.answer = (_event, response) => {
      response.writeHead(307, { location: elsewhere.url });
      return 307;
    };
    await tenant.connect();

    await until('three tries failed', async () => receiver.received.length === 3);
    const [owed] = await until('they are written down', async () => {
      const found = await tenant.deliveries(`endpoint=${id}`);
      return found[0]?.attempts.length === 3 ? found : null;
    });
    expect(owed.state).toBe('pending');
    expect(owed.attempts[0]).toMatchObject({ status: 307, reason: 'answered 307' });
    expect(elsewhere.received).toEqual([]);
    await elsewhere.stop();
  });

  it('is sent the same event again, with the same id, by the signal retryNow', async () => {
    const { id } = await tenant.putEndpoint();
    receiver.answer = () => 500;
    const account = await tenant.connect();
    await until('three tries failed', async () => receiver.received.length === 3);
    receiver.answer = () => 204;
    await until('it waits', async () => {
      const [owed] = await tenant.deliveries(`endpoint=${id}`);
      return owed.attempts.length === 3;
    });

    await tenant.queue(id, account).signal('retryNow');

    await until('it came', async () => receiver.accepted().length === 1);
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1);
  });
});

describe('a dead letter', () => {
  it('unblocks the next event, is listed, and is delivered when it is replayed by its id', async () => {
    const { id } = await tenant.putEndpoint();
    receiver.answer = ({ type }) => (type === 'agent.auth.connected' ? 400 : 204);
    const account = await tenant.connect('salesforce');
    await until('it waits for its last try', async () => {
      const [owed] = await tenant.deliveries(`endpoint=${id}`);
      return owed?.attempts.length === 3;
    });
    await tenant.call('DELETE', `/v1/accounts/${account}`);
    await until(
      'two are owed',
      async () => (await tenant.deliveries(`endpoint=${id}&state=pending`)).length === 2,
    );
    // The second event's signal wakes the workflow, and does not cut the first one's wait short.
    const since = await until('the workflow has taken the signal', async () => {
      const { events } = await tenant.queue(id, account).fetchHistory();
      const signals = events!.filter(({ workflowExecutionSignaledEventAttributes: signal }) => signal);
      const after = events!.slice(events!.indexOf(signals.at(-1)!));
      const isTaken = after.some((one) => one.workflowTaskCompletedEventAttributes);
      return signals.length === 2 && isTaken ? after : null;
    });
    expect(since.filter((one) => one.activityTaskScheduledEventAttributes)).toEqual([]);
    expect(tenant.typesOf(account)).toEqual([]);

    await tenant.queue(id, account).signal('retryNow');

    await until('the next one came', async () => tenant.typesOf(account).length === 1);
    expect(tenant.typesOf(account)).toEqual(['agent.auth.disconnected']);
    const dead = await tenant.deliveries(`endpoint=${id}&state=dead`);
    expect(dead).toHaveLength(1);
    expect(dead[0].attempts).toHaveLength(4);
    expect(dead[0].attempts[3]).toMatchObject({ status: 400, reason: 'answered 400' });

    receiver.answer = () => 204;
    await tenant.call('POST', `/v1/deliveries/${dead[0].id}/retry`);
    await until('it came', async () => tenant.typesOf(account).length === 2);
    expect(await tenant.deliveries(`endpoint=${id}&state=dead`)).toEqual([]);

    // One that was delivered, too: same event, same id.
    const [delivered] = await tenant.deliveries(`endpoint=${id}&state=delivered`);
    await tenant.call('POST', `/v1/deliveries/${delivered.id}/retry`);
    await until('it came again', async () => tenant.typesOf(account).length === 3);
    expect(receiver.accepted().at(-1)!.id).toBe(delivered.event);
  });
});

describe('what nobody works on', () => {
  it('is found and delivered after all: a workflow that was ended by hand, a process that died before it woke one', async () => {
    const { id } = await tenant.putEndpoint();
    receiver.answer = () => 500;
    const account = await tenant.connect();
    await until('three failed tries are written down', async () => {
      const [owed] = await tenant.deliveries(`endpoint=${id}`);
      return owed?.attempts.length === 3;
    });
    receiver.answer = () => 204;
    await tenant.queue(id, account).terminate();
    const deps = overdueDeps(stage.pool, stage.temporal);

    const isOverdue = async (at: number) =>
      (await listOverdueQueues(stage.pool, at, 200)).some(({ endpoint }) => endpoint === id);
    expect(await isOverdue(Date.now())).toBe(false);
    expect(await isOverdue(Date.now() + 900_000)).toBe(true);

    expect(await deliverOverdue(deps, Date.now() + 900_000)).toBeGreaterThanOrEqual(1);

    await until('it came', async () => receiver.accepted().length === 1);
    await until('it is written down', async () => {
      const [delivered] = await tenant.deliveries(`endpoint=${id}`);
      return delivered.state === 'delivered';
    });
    expect(await isOverdue(Date.now() + 900_000)).toBe(false);
  });
});
