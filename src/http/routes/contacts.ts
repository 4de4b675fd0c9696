// Contacts: the people a tenant wants written to when an account needs somebody.

import { z } from '@hono/zod-openapi';
import type { AccountId, ContactId, TenantId } from '../../domain/ids.ts';
import { findAccount } from '../../store/accounts.ts';
import { deleteContact, findContact, listContacts, putContact } from '../../store/contacts.ts';
import { forgetUnreachable } from '../../store/notice-asks.ts';
import type { AppDeps } from '../app-deps.ts';
import { contactBody, contactSchema, showContact } from '../contact-view.ts';
import { contactRequest, dana } from '../examples/contacts.ts';
import { contactId } from '../id-parameters.ts';
import { listOf, pageOf, pageQuery } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { invalid } from '../validation.ts';
import { wakePeople } from '../wake-people.ts';
import { createRoute, jsonAnswer, jsonBody, newRouter, problems, tenantSecurity } from './route-kit.ts';

const shared = { tags: ['contacts'], security: tenantSecurity };
const idParameter = z.object({ id: contactId });

const putRoute = createRoute({
  ...shared,
  method: 'put',
  path: '/v1/contacts/{id}',
  summary: 'Make a contact, or change it',
  description:
    'The whole contact is replaced. One of `email` and `slack` must say where to write; see docs/notices.md.',
  request: { params: idParameter, body: jsonBody(contactBody, contactRequest) },
  responses: {
    200: jsonAnswer(contactSchema, 'Changed. What could not be told under an old address is told now.', dana),
    201: jsonAnswer(contactSchema, 'Made.', dana),
    ...problems(401, 422, 503, 'temporal.unavailable'),
  },
});

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/contacts',
  summary: 'List contacts',
  description: 'In the order of their ids.',
  request: { query: pageQuery },
  responses: {
    200: jsonAnswer(listOf(contactSchema), 'A page of contacts.', { items: [dana], nextCursor: null }),
    ...problems(401, 422),
  },
});

const showRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/contacts/{id}',
  summary: 'Show a contact',
  description: 'As it was made; whom it is asked about stands with the accounts.',
  request: { params: idParameter },
  responses: {
    200: jsonAnswer(contactSchema, 'The contact.', dana),
    ...problems(401, 422, 'contact.unknown'),
  },
});

const deleteRoute = createRoute({
  ...shared,
  method: 'delete',
  path: '/v1/contacts/{id}',
  summary: 'Delete a contact whom nobody is to ask any more',
  description:
    'Refused while the contact is named for an account or as a default. What was sent stays listed.',
  request: { params: idParameter },
  responses: { 204: { description: 'Deleted.' }, ...problems(401, 422, 'contact.unknown', 'contact.in_use') },
});

export function contactRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(putRoute, async (context) => {
      const tenant = context.get('tenant').id;
      const id = context.req.valid('param').id as ContactId;
      const { name, email, slack, timeZone, quietHours, language } = context.req.valid('json');
      if (slack && !(await findAccount(deps.pool, { tenant, account: slack.account as AccountId }))) {
        const detail = `there is no account "${slack.account}" in this tenant; GET /v1/accounts lists those there are`;
        throw invalid([{ in: 'body', pointer: '/slack/account', detail }]);
      }
      const { isNew } = await putContact(deps.pool, tenant, {
        id,
        name,
        email: email ?? null,
        slack_account: (slack?.account as AccountId | undefined) ?? null,
        slack_channel: slack?.channel ?? null,
        time_zone: timeZone,
        quiet_from: quietHours?.from ?? null,
        quiet_to: quietHours?.to ?? null,
        language,
      });
      await forgetUnreachable(deps.pool, { tenant, contact: id });
      if (!isNew) await wakePeople(deps, [{ tenant, contact: id }]);
      return context.json(showContact((await findContact(deps.pool, tenant, id))!), isNew ? 201 : 200);
    })
    .openapi(listRoute, async (context) => {
      const { after, limit } = context.req.valid('query');
      const found = await listContacts(deps.pool, context.get('tenant').id, {
        after: after ?? '',
        limit: limit + 1,
      });
      return context.json(
        pageOf(found, limit, showContact, (contact) => contact.id),
        200,
      );
    })
    .openapi(showRoute, async (context) => {
      const { id } = context.req.valid('param');
      return context.json(showContact(await requireContact(deps, context.get('tenant').id, id)), 200);
    })
    .openapi(deleteRoute, async (context) => {
      const { id } = context.req.valid('param');
      const deleted = await deleteContact(deps.pool, context.get('tenant').id, id as ContactId);
      if (deleted.kind === 'unknown') throw unknownContact(id);
      if (deleted.kind === 'in_use') {
        throw new ApiProblem(
          'contact.in_use',
          `Contact "${id}" is who is asked about ${deleted.subjects.map((subject) => (subject === 'tenant' ? 'every other account (PUT /v1/default-contacts)' : subject)).join(', ')}. Name somebody else there first; then nobody is forgotten.`,
        );
      }
      return context.body(null, 204);
    });
}

/** A contact of another tenant is a contact that does not exist. */
async function requireContact(deps: AppDeps, tenant: TenantId, id: string) {
  const row = await findContact(deps.pool, tenant, id as ContactId);
  if (!row) throw unknownContact(id);
  return row;
}

const unknownContact = (id: string): ApiProblem =>
  new ApiProblem(
    'contact.unknown',
    `There is no contact "${id}" in this tenant; GET /v1/contacts lists those there are.`,
  );
