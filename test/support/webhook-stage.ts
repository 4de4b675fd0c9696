// An installation that may deliver to this machine, and on it a tenant whose receiver gets its events: what the stories of
// webhooks share. That no webhook leaves for a private address otherwise is told in webhooks-walls.test.ts.

import type { WorkflowHandle } from '@temporalio/client';
import { expect, inject } from 'vitest';
import { deliveryWorkflowId, type TenantId, type WebhookEndpointId } from '../../src/domain/ids.ts';
import { openPool, type Pool } from '../../src/store/db.ts';
import { connectClient, type TemporalClient } from '../../src/temporal/connection.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { renewalSteps } from '../http/renewal-steps.ts';
import { until } from './until.ts';
import { startReceiver, type WebhookReceiver } from './webhook-receiver.ts';

export interface WebhookStage {
  readonly world: ApiWorld;
  readonly temporal: TemporalClient;
  readonly pool: Pool;
  newSubscriber(): Promise<Subscriber>;
  stop(): Promise<void>;
}

export interface Subscriber extends Caller {
  readonly id: string;
  readonly receiver: WebhookReceiver;
  /** A new endpoint, at this receiver unless told otherwise. */
  putEndpoint(body?: object, to?: WebhookReceiver): Promise<{ readonly id: string; readonly secret: string }>;
  connect(provider?: string): Promise<string>;
  /** Two events of one account, the second after the first. */
  connectAndDisconnect(): Promise<string>;
  /** A HubSpot account that is dead and known to be. */
  kill(account: string, grant: string): Promise<void>;
  /** Of what was answered 2xx. */
  typesOf(account: string): string[];
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about.
  deliveries(query: string): Promise<any[]>;
  /** The workflow that delivers what is of one account to one endpoint, in order. */
  queue(endpoint: string, account: string): WorkflowHandle;
  /** Nothing is owed, so its workflow has ended. */
  isEnded(endpoint: string, account: string): Promise<boolean>;
}

/** What connectAndDisconnect tells, in order. */
export const connectedThenDisconnected = ['agent.auth.connected', 'agent.auth.disconnected'];

/** No two alike in a file, so that a query can name one without its tenant. */
let endpoints = 0;

export async function startWebhookStage(): Promise<WebhookStage> {
  const world = await startApiWorld(
    { world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } },
    // Two quick tries, then one that does not come while a test runs, unless it is asked for.
    { FIRSTLIGHT_ALLOW_PRIVATE_WEBHOOKS: 'true', FIRSTLIGHT_WEBHOOK_RETRY_SECONDS: '0.1,0.2,600' },
  );
  const temporal = await connectClient(
    { address: inject('temporalAddress'), namespace: world.namespace },
    world.payloads,
  );
  const pool = openPool(world.databaseUrl, { size: 2, name: 'webhooks-test' });
  return {
    world,
    temporal,
    pool,
    newSubscriber: () => createSubscriber(world, temporal),
    async stop() {
      await pool.end();
      await temporal.close();
      await world.stop();
    },
  };
}

async function createSubscriber(world: ApiWorld, temporal: TemporalClient): Promise<Subscriber> {
  const tenant = await world.newTenant();
  const receiver = await startReceiver();
  const { killGrant } = renewalSteps(() => ({ world, tenant }));

  const connect = async (provider = 'hubspot'): Promise<string> =>
    (await importFresh(world, tenant, { provider })).id;

  const queue = (endpoint: string, subject: string): WorkflowHandle =>
    temporal.client.workflow.getHandle(
      deliveryWorkflowId({
        tenant: tenant.id as TenantId,
        endpoint: endpoint as WebhookEndpointId,
        subject,
      }),
    );

  return {
    ...tenant,
    receiver,
    async putEndpoint(body = {}, to = receiver) {
      const id = `endpoint-${++endpoints}`;
      const { status, body: made } = await tenant.call('PUT', `/v1/webhook-endpoints/${id}`, {
        url: to.url,
        ...body,
      });
      expect(status).toBe(201);
      to.secrets.push(made.secret);
      return made;
    },
    connect,
    async connectAndDisconnect() {
      const account = await connect('salesforce');
      await until('the account is disconnected', async () => {
        const { status } = await tenant.call('DELETE', `/v1/accounts/${account}`);
        return status === 200;
      });
      return account;
    },
    kill: (account, grant) => killGrant(account, grant, 'hubspot.search_deals', {}),
    typesOf: (account) =>
      receiver
        .accepted()
        .filter(({ event }) => event.data.account === account)
        .map(({ type }) => type),
    deliveries: async (query) => (await tenant.call('GET', `/v1/deliveries?limit=200&${query}`)).body.items,
    queue,
    async isEnded(endpoint, account) {
      const { status } = await queue(endpoint, account).describe();
      return status.name === 'COMPLETED';
    },
  };
}
