// As the product comes: no webhook leaves for a private address, neither when the endpoint is made nor when its name leads
// elsewhere later. And a worker that dies over a delivery sends it again, with the same id.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../src/store/db.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { until } from '../support/until.ts';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

let world: ApiWorld;
let tenant: Caller & { readonly id: string };
let receiver: WebhookReceiver;
let pool: Pool;

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } });
  pool = openPool(world.databaseUrl, { size: 1, name: 'webhooks-walls-test' });
});
afterAll(async () => {
  await pool?.end();
  await world?.stop();
});
beforeEach(async () => {
  tenant = await world.newTenant();
  receiver = await startReceiver();
  return () => receiver.stop();
});

describe('a private address', () => {
  it('is refused in every spelling when the endpoint is made, and nothing is written', async () => {
    const { port } = new URL(receiver.url);
    const hosts = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.0.0.1'];
    for (const host of [...hosts, '169.254.169.254', 'metadata.google.internal', '[fd00:ec2::254]']) {
      const answer = await tenant.call('PUT', '/v1/webhook-endpoints/ops', {
        url: `https://${host}:${port}/`,
      });
      expect(answer.status, host).toBe(422);
      expect(answer.body.errors, host).toMatchObject([
        { in: 'body', pointer: '/url', detail: expect.stringContaining('not a public address') },
      ]);
    }
    const plain = await tenant.call('PUT', '/v1/webhook-endpoints/ops', { url: 'http://receiver.example/' });
    expect(plain.body.errors).toMatchObject([{ detail: 'must begin with https://' }]);
    expect((await tenant.call('GET', '/v1/webhook-endpoints')).body.items).toEqual([]);
  });

  it('is refused at the delivery too, once the name of an endpoint leads to one', async () => {
    const made = await tenant.call('PUT', '/v1/webhook-endpoints/ops', {
      url: 'https://receiver.example/hook',
    });
    expect(made.status).toBe(201);
    // What its name leads to has changed since: it is localhost now, as the system's own resolver answers.
    const { port } = new URL(receiver.url);
    await pool.query('update webhook_endpoints set url = $1 where tenant = $2', [
      `https://localhost:${port}/`,
      tenant.id,
    ]);

    await importFresh(world, tenant, { provider: 'hubspot' });

    const owed = await until('a delivery was tried', async () => {
      const { body } = await tenant.call('GET', '/v1/deliveries');
      return body.items[0]?.attempts.length > 0 ? body.items[0] : null;
    });
    expect(owed).toMatchObject({ state: 'pending' });
    expect(owed.attempts[0]).toMatchObject({
      status: null,
      reason: 'the address is not public; nothing was sent',
    });
    expect(receiver.received).toEqual([]);
  });
});

describe('a worker that dies over a delivery', () => {
  it('leaves it to the next one, which sends the same event with the same id and the same bytes', async () => {
    await world.stack.worker().stop();
    await world.stack.startWorker({ environment: { FIRSTLIGHT_ALLOW_PRIVATE_WEBHOOKS: 'true' } });
    await tenant.call('PUT', '/v1/webhook-endpoints/ops', { url: 'https://receiver.example/hook' });
    await pool.query('update webhook_endpoints set url = $1 where tenant = $2', [receiver.url, tenant.id]);
    let isKilled = false;
    receiver.answer = () => {
      if (!isKilled) world.stack.worker().kill('SIGKILL');
      isKilled = true;
      return 204;
    };

    await importFresh(world, tenant, { provider: 'hubspot' });
    await until('the first copy came', async () => receiver.received.length === 1);
    await world.stack.startWorker({ environment: { FIRSTLIGHT_ALLOW_PRIVATE_WEBHOOKS: 'true' } });

    await until('it is delivered for certain', async () => {
      const { body } = await tenant.call('GET', '/v1/deliveries?state=delivered');
      return body.items.length === 1;
    });
    // It was killed before it had the answer, so it could not write it down.
    const [first, second, ...more] = receiver.received;
    expect(more).toEqual([]);
    expect([second!.id, second!.body]).toEqual([first!.id, first!.body]);
  });
});
