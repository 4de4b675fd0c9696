// An installation that writes to people by a mail server of the test's own, and on it a tenant with contacts and accounts that
// die: what the stories of notices share. The times are short here; that they are kept to is told by the pure tests beside
// src/notices.

import type { WorkflowHandle } from '@temporalio/client';
import type { ParsedMail } from 'mailparser';
import { expect, inject } from 'vitest';
import { openPool, type Pool } from '../../src/store/db.ts';
import { connectClient, type TemporalClient } from '../../src/temporal/connection.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { until } from './until.ts';

export interface Person {
  readonly id: string;
  readonly email: string;
}

export const operator: Person = { id: 'operator', email: 'operator@firstlight.example' };

export interface Connected {
  readonly id: string;
  readonly grant: string;
  readonly label: string;
}

export interface NoticeStage {
  readonly world: ApiWorld;
  readonly mail: MailServer;
  readonly temporal: TemporalClient;
  readonly pool: Pool;
  /** The person at the provider whose accounts these are. */
  readonly user: string;
  mailsTo(person: Person): ParsedMail[];
  /** The message to them that is so many, when it has come. */
  mailTo(person: Person, count?: number): Promise<ParsedMail>;
  newCustomer(): Promise<Customer>;
  /** Everyone there was so far. */
  readonly customers: readonly Customer[];
  stop(): Promise<void>;
}

export interface Customer extends Caller {
  readonly id: string;
  putPerson(id: string, more?: object): Promise<Person>;
  askByDefault(asked: object): Promise<void>;
  connect(label: string): Promise<Connected>;
  /** `session_control` is for the person to mend, `admin_policy` for the administrator; neither may be anybody else's. */
  kill(account: Connected, refuseRefreshAs?: string): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about.
  notices(): Promise<any[]>;
  workflowOf(person: string): WorkflowHandle;
  isOver(person: string): Promise<boolean>;
}

export const linksOf = (text: string): string[] => text.match(/https?:\/\/\S+\/connect\/\S+/g) ?? [];

export async function startNoticeStage(): Promise<NoticeStage> {
  const mail = await startMailServer();
  const world = await startApiWorld(
    { world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } },
    {
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      SMTP_FROM: 'Firstlight <notices@firstlight.example>',
      FIRSTLIGHT_OPERATOR_EMAIL: operator.email,
      FIRSTLIGHT_NOTICE_GATHER_SECONDS: '1',
      FIRSTLIGHT_NOTICE_BETWEEN_SECONDS: '2',
      FIRSTLIGHT_NOTICE_ESCALATE_SECONDS: '1',
      FIRSTLIGHT_NOTICE_RETRY_SECONDS: '0.2,0.5,600',
    },
  );
  const temporal = await connectClient(
    { address: inject('temporalAddress'), namespace: world.namespace },
    world.payloads,
  );
  const pool = openPool(world.databaseUrl, { size: 2, name: 'notices-test' });
  const customers: Customer[] = [];
  const mailsTo = ({ email }: Person): ParsedMail[] => mail.to(email);
  return {
    world,
    mail,
    temporal,
    pool,
    user: world.sandbox.tenants[0]!.users[0]!.user,
    mailsTo,
    mailTo: (person, count = 1) =>
      until(`${count} message(s) came to ${person.email}`, async () =>
        mailsTo(person).length >= count ? mailsTo(person)[count - 1] : null,
      ),
    async newCustomer() {
      const customer = await createCustomer(world, temporal);
      customers.push(customer);
      return customer;
    },
    customers,
    async stop() {
      await pool.end();
      await temporal.close();
      await world.stop();
      await mail.stop();
    },
  };
}

/** No two people of a file have one address. */
let people = 0;

async function createCustomer(world: ApiWorld, temporal: TemporalClient): Promise<Customer> {
  const tenant = await world.newTenant();
  const workflowOf = (person: string): WorkflowHandle =>
    temporal.client.workflow.getHandle(`notice:${tenant.id}:${person}`);
  return {
    ...tenant,
    async putPerson(id, more = {}) {
      const email = `${id}-${++people}@customer.example`;
      const { status } = await tenant.call('PUT', `/v1/contacts/${id}`, {
        name: `${id} of the test`,
        email,
        timeZone: 'Europe/Vienna',
        ...more,
      });
      expect(status).toBe(201);
      return { id, email };
    },
    async askByDefault(asked) {
      const answer = await tenant.call('PUT', '/v1/default-contacts', asked);
      expect(answer).toMatchObject({ status: 200, body: asked });
    },
    async connect(label) {
      const { id, grant } = await importFresh(world, tenant, { provider: 'google', body: { label } });
      return { id, grant, label };
    },
    async kill({ id, grant }, refuseRefreshAs = 'session_control') {
      await world.sandbox.control.setKnobs({ scope: { grant }, knobs: { refuseRefreshAs } });
      await world.sandbox.control.expireAccessTokens({ grant });
      const answer = await tenant.call('POST', `/v1/accounts/${id}/tools/http.request`, {
        input: { method: 'GET', path: '/v4/spreadsheets/nowhere' },
      });
      expect(answer.body).toMatchObject({ status: 'blocked', state: 'reauth_required' });
    },
    notices: async () => (await tenant.call('GET', '/v1/notices')).body.items,
    workflowOf,
    isOver: async (person) => (await workflowOf(person).describe()).status.name === 'COMPLETED',
  };
}
