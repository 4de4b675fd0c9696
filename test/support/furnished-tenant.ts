// A tenant with one of each thing there is, all named after it: what stands in for the things of the API's examples, so that
// the examples can be played, or be aimed at somebody else's.

import { expect } from 'vitest';
import * as cast from '../../src/http/examples/cast.ts';
import type { ExampleRequest } from '../../src/http/pages/example-request.ts';
import { type ApiWorld, type Caller, importFresh } from '../http/api-world.ts';
import { askUntil } from './until.ts';

/** What an id of the examples is in a furnished tenant. */
export type StandIns = Readonly<Record<string, string>>;

/** `user`: the person of the sandbox who consents; `mark` is in every name it chooses. */
export async function furnishTenant(
  world: ApiWorld,
  owner: Caller,
  { mark, user }: { readonly mark: string; readonly user: string },
): Promise<StandIns> {
  const connect = async (provider: string): Promise<string> =>
    (await importFresh(world, owner, { provider, user, body: { label: `${provider} ${mark}` } })).id;
  const hubspot = await connect('hubspot');
  const [salesforce, google, slack] = [
    await connect('salesforce'),
    await connect('google'),
    await connect('slack'),
  ];
  const must = async (method: string, path: string, body?: unknown) => {
    const answer = await owner.call(method, path, body);
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300);
    return answer.body;
  };
  const contact = (name: string) => ({
    name: `${name} ${mark}`,
    email: `${name}@${mark}.example`,
    timeZone: 'UTC',
  });
  await must('PUT', `/v1/contacts/dana-${mark}`, contact('dana'));
  await must('PUT', `/v1/contacts/robin-${mark}`, contact('robin'));
  await must('PUT', '/v1/default-contacts', { person: `dana-${mark}` });
  await must('PUT', `/v1/accounts/${hubspot}/contacts`, { person: `robin-${mark}` });
  const url = `https://${mark}.example/hook`;
  const endpoint = await must('PUT', `/v1/webhook-endpoints/ops-${mark}`, { url, description: mark });
  const step = { id: 'deals', account: hubspot, tool: 'hubspot.search_deals' };
  const order = { kind: 'steps', name: `deals ${mark}`, input: { steps: [step] } };
  await must('PUT', `/v1/schedules/nightly-${mark}`, {
    ...{ cron: ['0 2 * * *'], timeZone: 'UTC', preflightLeadMinutes: 0, note: mark, run: order },
  });
  const run = await must('POST', '/v1/runs', order);
  await askUntil(
    () => owner.call('GET', `/v1/runs/${run.id}`),
    ({ body }) => body.state === 'ended',
  );
  const preflight = await must('POST', '/v1/preflight', {
    until: '06:00',
    timeZone: 'UTC',
    accounts: [slack],
  });
  const events = await must('GET', '/v1/events');
  const deliveries = await askUntil(
    () => owner.call('GET', '/v1/deliveries'),
    ({ body }) => body.items.length > 0,
  );
  return {
    [cast.hubspotAccount]: hubspot,
    [cast.salesforceAccount]: salesforce,
    [cast.googleAccount]: google,
    [cast.slackAccount]: slack,
    [cast.run]: run.id,
    // No model is set up here; what it is a run of makes no difference to whom it belongs.
    [cast.agentRun]: run.id,
    [cast.schedule]: `nightly-${mark}`,
    [cast.preflight]: preflight.id,
    [cast.endpoint]: `ops-${mark}`,
    [cast.secret]: endpoint.secretId,
    [cast.delivery]: deliveries.body.items[0].id,
    [cast.deadEvent]: events.items[0].id,
    dana: `dana-${mark}`,
    robin: `robin-${mark}`,
  };
}

/** The same request about other things: whatever of it is an id of the examples is replaced. */
export function aim({ path, body, ...request }: ExampleRequest, at: StandIns): ExampleRequest {
  const [place = '', query = ''] = path.split('?');
  const other = (text: string): string => at[decodeURIComponent(text)] ?? text;
  const aimed = place.split('/').map(other).join('/');
  const asked = query
    .split('&')
    .map((pair) => pair.split('=').map(other).join('='))
    .join('&');
  return {
    ...request,
    path: asked === '' ? aimed : `${aimed}?${asked}`,
    ...(body !== undefined && { body: aimValue(body, at) }),
  };
}

function aimValue(value: unknown, at: StandIns): unknown {
  if (typeof value === 'string') return at[value] ?? value;
  if (Array.isArray(value)) return value.map((one) => aimValue(one, at));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, aimValue(inner, at)]));
}
