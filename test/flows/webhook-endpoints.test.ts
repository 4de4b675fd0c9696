// A tenant's webhook endpoints: disabled by their own answer, deleted, nobody's but the tenant's own, refused where mistaken.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importFresh } from '../http/api-world.ts';
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

describe('an endpoint', () => {
  it('that answers 410 is disabled, said so in an event, and owed everything when it is put again', async () => {
    const { id } = await tenant.putEndpoint();
    receiver.answer = () => 410;
    const account = await tenant.connectAndDisconnect();
    await until('it is disabled', async () => {
      const { body } = await tenant.call('GET', `/v1/webhook-endpoints/${id}`);
      return body.state === 'disabled' && body.disabledReason.startsWith('answered 410 Gone');
    });
    const told = await until('it is an event', async () => {
      const { body } = await tenant.call('GET', '/v1/events?limit=200');
      return body.items.find((event: { type: string }) => event.type === 'agent.webhook.endpoint_disabled');
    });
    expect(told.data).toMatchObject({ tenant: tenant.id, endpoint: id });
    const before = receiver.received.length;
    receiver.answer = () => 204;
    await tenant.connect();
    expect(receiver.received.length).toBe(before);

    await tenant.call('PUT', `/v1/webhook-endpoints/${id}`, { url: receiver.url });

    await until('what it was owed came', async () => tenant.typesOf(account).length === 2);
    expect(tenant.typesOf(account)).toEqual(connectedThenDisconnected);
  });

  it('that is deleted ends its workflows and is sent nothing more', async () => {
    const { id } = await tenant.putEndpoint();
    receiver.answer = () => 500;
    const account = await tenant.connect();
    await until('three tries failed', async () => receiver.received.length === 3);

    expect((await tenant.call('DELETE', `/v1/webhook-endpoints/${id}`)).status).toBe(204);

    await until('its workflow has ended', () => tenant.isEnded(id, account));
    expect(receiver.received.length).toBe(3);
    expect((await tenant.call('GET', `/v1/webhook-endpoints/${id}`)).status).toBe(404);
    const { rows } = await stage.pool.query('select 1 from webhook_secrets where endpoint = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('of one tenant is never sent, shown or changed by another', async () => {
    const { id } = await tenant.putEndpoint();
    const account = await tenant.connect();
    await until('its event came', async () => receiver.received.length === 1);
    const [delivery] = await tenant.deliveries(`endpoint=${id}`);
    const other = await stage.world.newTenant();
    const { id: foreign } = await importFresh(stage.world, other, { provider: 'hubspot' });

    expect((await other.call('GET', `/v1/webhook-endpoints/${id}`)).status).toBe(404);
    expect((await other.call('DELETE', `/v1/webhook-endpoints/${id}`)).status).toBe(404);
    expect((await other.call('POST', `/v1/webhook-endpoints/${id}/secrets`)).status).toBe(404);
    expect((await other.call('POST', `/v1/deliveries/${delivery.id}/retry`)).status).toBe(404);
    expect((await other.call('GET', `/v1/events/${delivery.event}`)).status).toBe(404);
    expect((await other.call('GET', '/v1/deliveries')).body.items).toEqual([]);
    expect((await other.call('GET', '/v1/webhook-endpoints')).body.items).toEqual([]);
    expect((await other.call('GET', '/v1/events')).text).not.toContain(account);

    // The same id is another endpoint there.
    const theirs = await startReceiver();
    const made = await other.call('PUT', `/v1/webhook-endpoints/${id}`, { url: theirs.url });
    expect(made.status).toBe(201);
    await tenant.call('DELETE', `/v1/accounts/${account}`);
    await until('the own event came', async () => receiver.received.length === 2);
    expect(theirs.received).toEqual([]);
    expect(receiver.received.map(({ event }) => event.data.account)).not.toContain(foreign);
    await theirs.stop();
  });

  it('is refused with every mistake named', async () => {
    const put = (body: unknown, id = 'mistaken') => tenant.call('PUT', `/v1/webhook-endpoints/${id}`, body);
    expect((await put({ url: 'ftp://receiver.example' })).body.errors).toMatchObject([
      { pointer: '/url', detail: 'must be an https URL' },
    ]);
    expect(
      (await put({ url: receiver.url, types: ['agent.auth.reauth_requierd'] })).body.errors,
    ).toMatchObject([{ pointer: '/types/0', detail: expect.stringContaining('agent.auth.reauth_required') }]);
    expect((await put({ url: receiver.url, secret: 'mine' })).body.errors[0].pointer).toBe('/secret');
    expect((await put({ url: receiver.url }, 'a:b')).status).toBe(422);
    expect((await tenant.call('GET', '/v1/webhook-endpoints')).body.items).toEqual([]);
  });
});
