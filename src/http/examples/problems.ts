// What a problem document says, one example of each code the API's description shows. The words are those of the places that
// throw them.

import { ApiProblem, documentOf, type Mistake, type ProblemCode, type ProblemDocument } from '../problem.ts';
import * as cast from './cast.ts';

const details: Partial<Record<ProblemCode, string>> = {
  'request.malformed': 'The body is not well-formed JSON. Check quotes, commas and encoding.',
  'request.invalid': 'The request has one mistake; see `errors`. Nothing was changed.',
  'request.too_large': 'A body may have at most 1 MB. Split it into several requests.',
  'request.unsupported_media_type': 'Send the body as JSON, with the header Content-Type: application/json.',
  'key.missing':
    'Send the tenant\'s API key as "Authorization: Bearer <key>". No key came, or one that is not known here.',
  'key.wrong_kind': "Tenants are made with the operator's key, not with a tenant's.",
  'tenant.id_taken': `There is a tenant "${cast.tenant}" already. Choose another id.`,
  'tenant.unknown': `There is no tenant "${cast.tenant}"; POST /v1/tenants makes one.`,
  'account.unknown': `there is no account ${cast.hubspotAccount} in tenant ${cast.tenant}; GET /v1/accounts lists those there are`,
  'account.disconnected':
    'The account was disconnected and cannot be renewed; connect a new one instead (POST /v1/accounts/links).',
  'account.blocked':
    'The provider takes this account’s grant no more. A person must renew it at `reauthUrl`; then send the request again.',
  'account.held':
    'The provider refuses this installation’s own registration for now, so there is no fresh token. Nobody but its operator needs to act; try again.',
  'account.wrong_provider': `google.write_sheet needs an account of google; "${cast.hubspotAccount}" is one of hubspot.`,
  'run.unknown': `There is no run "${cast.run}" in this tenant; GET /v1/runs lists those there are.`,
  'run.no_transcript': `Run ${cast.run} is of kind dealReport: no model speaks in it. Its ledger is at /v1/runs/${cast.run}/ledger.`,
  'step.unknown': `Run ${cast.run} has no step "contacts"; it has deals, accounts, sheet.`,
  'schedule.unknown': `There is no schedule "${cast.schedule}" in this tenant; GET /v1/schedules lists those there are.`,
  'preflight.unknown': `There is no preflight "${cast.preflight}" in this tenant; POST /v1/preflight starts one.`,
  'event.unknown': `There is no event "${cast.deadEvent}" in this tenant; GET /v1/events lists those there are.`,
  'delivery.unknown': `There is no delivery "${cast.delivery}" in this tenant; GET /v1/deliveries lists those there are.`,
  'webhook_endpoint.unknown': `There is no webhook endpoint "${cast.endpoint}" in this tenant; GET /v1/webhook-endpoints lists those there are.`,
  'webhook_secret.unknown': `Endpoint "${cast.endpoint}" has no replaced secret "${cast.secret}". The current one cannot be deleted: POST …/secrets replaces it first.`,
  'contact.unknown': 'There is no contact "dana" in this tenant; GET /v1/contacts lists those there are.',
  'contact.in_use': `Contact "dana" is who is asked about ${cast.hubspotAccount}. Name somebody else there first; then nobody is forgotten.`,
  'contacts.not_set': 'No default contacts are named; PUT /v1/default-contacts names them.',
  'idempotency.other_request':
    'This Idempotency-Key came with another request before. Use a new key for a new request.',
  'idempotency.under_way':
    'The first request with this Idempotency-Key has not been answered yet. Ask again in a moment.',
  'idempotency.outcome_unknown':
    'The first request with this key was cut off before its outcome was known. Look at the provider whether it took effect; use a new key to do it again.',
  'temporal.unavailable': 'The Temporal server does not answer. Nothing was changed; try again in a moment.',
  'store.unavailable': 'The database does not answer. Nothing was changed; try again.',
  'plan.invalid': 'The plan has one mistake; see `errors`. No run was started.',
  'provider.unavailable': 'HubSpot does not answer. Try again in a moment.',
  'provider.rate_limited':
    'the request waits for room under Google\'s limit "writes" (300 requests in 60 s, of everybody here together); there is room again in about 12 s. Nothing was sent',
  'app.misconfigured':
    'There is no app registered at salesforce: the operator sets SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET.',
  'tool.origin_not_allowed':
    'https://api.example.com is not an origin of hubspot; there is https://api.hubapi.com. Nothing was sent.',
  'tool.unknown':
    'There is no tool "hubspot.delete_everything"; there are google.write_sheet, http.request, …',
  'tool.outcome_unknown':
    'http.request was cut off by its caller before its outcome was known. Look at the provider whether it took effect before you send it again.',
  bug: 'Something went wrong in Firstlight itself; the log of the api process says where.',
};

const errors: Partial<Record<ProblemCode, readonly Mistake[]>> = {
  'request.invalid': [{ in: 'body', pointer: '/provider', detail: 'is missing (string)' }],
  'plan.invalid': [
    {
      in: 'body',
      pointer: '/input',
      detail: `step "sheet" uses account ${cast.googleAccount}, which was disconnected`,
    },
  ],
};

/** Throws for a code nobody wrote an example of, so that none is documented without one. */
export function exampleProblem(code: ProblemCode): ProblemDocument {
  const detail = details[code];
  if (detail === undefined) throw new Error(`src/http/examples/problems.ts has no example of ${code}`);
  return documentOf(
    new ApiProblem(code, detail, {
      ...(errors[code] && { errors: errors[code] }),
      ...(code === 'account.blocked' && { reauthUrl: cast.reauthUrl }),
    }),
  );
}
