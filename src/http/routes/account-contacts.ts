// Who is asked about an account, and about every account for which nobody is named. Named anew while the account waits for
// somebody, the new person is asked at once and the old one let go.

import { z } from '@hono/zod-openapi';
import type { AccountId, ContactId, TenantId } from '../../domain/ids.ts';
import { noteEvent } from '../../notices/note-event.ts';
import { findAccount } from '../../store/accounts.ts';
import {
  type AskedContacts,
  deleteAskedContacts,
  everyAccount,
  findContact,
  findOwnContacts,
  putAskedContacts,
} from '../../store/contacts.ts';
import { inTransaction } from '../../store/db.ts';
import { findAccountEvent } from '../../store/events.ts';
import { unknownAccount } from '../../vault/vault.ts';
import type { AppDeps } from '../app-deps.ts';
import { asked as askedExample } from '../examples/contacts.ts';
import { accountId } from '../id-parameters.ts';
import { ApiProblem } from '../problem.ts';
import { invalid } from '../validation.ts';
import { wakePeople } from '../wake-people.ts';
import { createRoute, jsonAnswer, jsonBody, newRouter, problems, tenantSecurity } from './route-kit.ts';

const shared = { tags: ['contacts'], security: tenantSecurity };
const idParameter = z.object({ id: accountId });
const contact = z.string().min(1).max(63);

const askedSchema = z
  .strictObject({
    person: contact.openapi({ description: 'Whose account it is: renews the consent.' }),
    admin: contact
      .optional()
      .openapi({ description: 'Asked for policies and permissions; else the person is.' }),
    escalation: contact.optional().openapi({
      description: 'Asked too when nobody acted and half of the time to the earliest deadline is over.',
    }),
  })
  .openapi('AskedContacts');

const answer = { 200: jsonAnswer(askedSchema, 'Who is asked.', askedExample) };
const deleted = {
  204: { description: 'Nobody is named here any more.' },
  ...problems(401, 422, 'contacts.not_set'),
};

const ofAccount = { path: '/v1/accounts/{id}/contacts' as const, request: { params: idParameter } };
const putRoute = createRoute({
  ...shared,
  ...ofAccount,
  method: 'put',
  summary: 'Name who is asked about an account',
  description:
    'The contacts must exist. Named anew while the account waits for somebody, the new person is asked at once and the old one let go.',
  request: { params: idParameter, body: jsonBody(askedSchema, askedExample) },
  responses: { ...answer, ...problems(401, 422, 'account.unknown', 'temporal.unavailable') },
});
const showRoute = createRoute({
  ...shared,
  ...ofAccount,
  method: 'get',
  summary: 'Who is named for an account',
  description: 'Only those named for this very account; where nobody is, the default contacts are asked.',
  responses: { ...answer, ...problems(401, 422, 'contacts.not_set') },
});
const deleteRoute = createRoute({
  ...shared,
  ...ofAccount,
  method: 'delete',
  summary: 'Leave an account to the default contacts',
  description: 'The contacts themselves stay.',
  responses: deleted,
});

const ofTenant = { path: '/v1/default-contacts' as const };
const putDefaultRoute = createRoute({
  ...shared,
  ...ofTenant,
  method: 'put',
  summary: 'Name who is asked about every account without contacts of its own',
  description: 'The contacts must exist. Replaces those that were named before.',
  request: { body: jsonBody(askedSchema, askedExample) },
  responses: { ...answer, ...problems(401, 422) },
});
const showDefaultRoute = createRoute({
  ...shared,
  ...ofTenant,
  method: 'get',
  summary: 'Who is asked by default',
  description: 'Of every account for which nobody is named.',
  responses: { ...answer, ...problems(401, 'contacts.not_set') },
});
const deleteDefaultRoute = createRoute({
  ...shared,
  ...ofTenant,
  method: 'delete',
  summary: 'Ask nobody by default',
  description: 'Events and webhooks tell of dead accounts all the same. The contacts themselves stay.',
  responses: deleted,
});

export function accountContactRoutes(deps: AppDeps) {
  const { pool } = deps;

  async function put(
    tenant: TenantId,
    subject: AccountId | typeof everyAccount,
    body: z.output<typeof askedSchema>,
  ) {
    await refuseUnknownContacts(tenant, body);
    const asked = {
      person: body.person as ContactId,
      admin: (body.admin ?? null) as ContactId | null,
      escalation: (body.escalation ?? null) as ContactId | null,
    };
    await putAskedContacts(pool, tenant, subject, asked);
    return asked;
  }

  async function refuseUnknownContacts(tenant: TenantId, body: z.output<typeof askedSchema>): Promise<void> {
    const named = Object.entries(body);
    const found = await Promise.all(named.map(([, id]) => findContact(pool, tenant, id as ContactId)));
    const mistakes = named.flatMap(([field, id], index) =>
      found[index]
        ? []
        : [
            {
              in: 'body' as const,
              pointer: `/${field}`,
              detail: `there is no contact "${id}"; PUT /v1/contacts/${id} makes it`,
            },
          ],
    );
    if (mistakes.length > 0) throw invalid(mistakes);
  }

  async function askAnew(tenant: TenantId, account: AccountId): Promise<void> {
    const people = await inTransaction(pool, async (db) => {
      const event = await findAccountEvent(db, { tenant, account }, 'agent.auth.reauth_required');
      const row = await findAccount(db, { tenant, account });
      return event && row?.state === 'reauth_required' ? noteEvent(db, { ...event, tenant }) : [];
    });
    await wakePeople(deps, people);
  }

  const show = async (tenant: TenantId, subject: AccountId | typeof everyAccount) => {
    const asked = await findOwnContacts(pool, tenant, subject);
    if (!asked) throw notSet(subject);
    return viewOf(asked);
  };
  const remove = async (tenant: TenantId, subject: AccountId | typeof everyAccount): Promise<void> => {
    if (!(await deleteAskedContacts(pool, tenant, subject))) throw notSet(subject);
  };

  return newRouter()
    .openapi(putRoute, async (context) => {
      const tenant = context.get('tenant').id;
      const account = context.req.valid('param').id as AccountId;
      if (!(await findAccount(pool, { tenant, account }))) throw unknownAccount({ tenant, account });
      const asked = await put(tenant, account, context.req.valid('json'));
      await askAnew(tenant, account);
      return context.json(viewOf(asked), 200);
    })
    .openapi(showRoute, async (context) =>
      context.json(await show(context.get('tenant').id, context.req.valid('param').id as AccountId), 200),
    )
    .openapi(deleteRoute, async (context) => {
      await remove(context.get('tenant').id, context.req.valid('param').id as AccountId);
      return context.body(null, 204);
    })
    .openapi(putDefaultRoute, async (context) =>
      context.json(viewOf(await put(context.get('tenant').id, everyAccount, context.req.valid('json'))), 200),
    )
    .openapi(showDefaultRoute, async (context) =>
      context.json(await show(context.get('tenant').id, everyAccount), 200),
    )
    .openapi(deleteDefaultRoute, async (context) => {
      await remove(context.get('tenant').id, everyAccount);
      return context.body(null, 204);
    });
}

const viewOf = ({ person, admin, escalation }: AskedContacts): z.output<typeof askedSchema> => ({
  person,
  ...(admin !== null && { admin }),
  ...(escalation !== null && { escalation }),
});

const notSet = (subject: AccountId | typeof everyAccount): ApiProblem =>
  new ApiProblem(
    'contacts.not_set',
    subject === everyAccount
      ? 'No default contacts are named; PUT /v1/default-contacts names them.'
      : `No contacts are named for "${subject}" itself; PUT /v1/accounts/${subject}/contacts names them. Until then the default contacts are asked, if there are any.`,
  );
