// Every operation of the API's own document, asked with the ids of another tenant's things: answered exactly as with ids that
// never were, and nothing of the other tenant is shown or changed. A new operation is asked like all others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoint } from '../../src/http/examples/cast.ts';
import { listOperations } from '../../src/http/pages/api-document.ts';
import { type ExampleRequest, exampleRequests } from '../../src/http/pages/example-request.ts';
import { type Answer, type ApiWorld, type Caller, startApiWorld } from '../http/api-world.ts';
import { aim, furnishTenant, type StandIns } from '../support/furnished-tenant.ts';

const mark = 'neighbor-canary-7f3a';
/** Of the path: what is no id. */
const words = ['deals', 'http.request', 'crm', 'v3', 'objects'];
/** Whoever names a thing may take a name that another tenant has taken. */
const chosen = /^put \/v1\/(contacts|schedules|webhook-endpoints)\/\{id\}$/;

let world: ApiWorld;
let own: Caller;
let neighbor: Caller;
let theirs: StandIns;
let nobodys: StandIns;
let asked: readonly { readonly name: string; readonly hasId: boolean; readonly request: ExampleRequest }[];

beforeAll(async () => {
  world = await startApiWorld({
    world: {
      tenants: [
        { id: 'acme', deals: 3 },
        { id: mark, deals: 3, accounts: 3 },
      ],
    },
  });
  own = await world.newTenant();
  neighbor = await world.newTenant();
  theirs = await furnishTenant(world, neighbor, { mark, user: world.sandbox.tenants[1]!.users[0]!.user });
  // One that is replaced, and so could be deleted.
  await neighbor.call('POST', `/v1/webhook-endpoints/${theirs[endpoint]}/secrets`);
  nobodys = Object.fromEntries(Object.entries(theirs).map(([example, id]) => [example, neverWas(id)]));
  const { paths } = (await own.call('GET', '/openapi.json')).body;
  asked = listOperations(paths)
    .filter(({ path, operation }) => path.startsWith('/v1/') && operation.security![0]!.tenantKey)
    .flatMap(({ method, path, operation }) =>
      exampleRequests(method, path, operation).map(([body, request]) => ({
        name: `${method.toLowerCase()} ${path}${body && `: ${body}`}`,
        hasId: path.includes('{'),
        request,
      })),
    )
    // What has the neighbor's name and is one's own would be found.
    .toSorted((one, other) => Number(chosen.test(one.name)) - Number(chosen.test(other.name)));
}, 240_000);
afterAll(() => world?.stop());

/** As long as the real one and as well formed. */
const neverWas = (id: string): string =>
  /[0-9a-f]{32}/.test(id)
    ? id.replaceAll(/[0-9a-f]{8}(?=[0-9a-f]{24})/g, 'deadbeef')
    : id.replace(mark, 'neighbor-nobodys-0000');

const send = (request: ExampleRequest): Promise<Answer> =>
  own.call(request.method, request.path, request.body);

/** Without the ids that were asked for, and the moment. */
function told(text: string, ids: StandIns): string {
  let rest = text;
  for (const id of Object.values(ids))
    rest = rest.replaceAll(id, '‹id›').replaceAll(encodeURIComponent(id), '‹id›');
  return rest
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '‹time›')
    .replaceAll(/(?:pre|whkey)_[0-9a-f]{32}|whsec_[\w+/=]+/g, '‹new›');
}

/** All there is of the neighbor, as it can be compared with itself. */
async function lookAtNeighbor(): Promise<string> {
  const lists = ['accounts', 'runs', 'schedules', 'contacts', 'webhook-endpoints', 'events', 'notices'];
  const texts = await Promise.all(
    lists.map(async (list) => (await neighbor.call('GET', `/v1/${list}`)).text),
  );
  const account = Object.values(theirs)[0];
  const named = ['/v1/default-contacts', `/v1/accounts/${account}/contacts`];
  const answers = await Promise.all(named.map(async (path) => (await neighbor.call('GET', path)).text));
  return [...texts, ...answers]
    .join('\n')
    .replaceAll(/"forecast":\{"until":"[^"]*"|"nextRefresh":\{[^}]*\}/g, '');
}

describe('another tenant’s ids', () => {
  it('stand for every id in the path of every operation', () => {
    expect(asked.length).toBeGreaterThan(50);
    for (const { name, request } of asked.filter(({ hasId }) => hasId)) {
      const literal = name.split(/[ :/]/);
      const filled = request.path.split('?')[0]!.split('/');
      const ids = filled.filter((part) => !literal.includes(part) && !words.includes(part));
      expect(ids.length, name).toBeGreaterThan(0);
      for (const id of ids)
        expect(Object.keys(theirs), `${name}: nobody has made one for the test`).toContain(id);
    }
  });

  it('are answered like ids that never were, show nothing and change nothing', async () => {
    const before = await lookAtNeighbor();
    let compared = 0;
    for (const { name, hasId, request } of asked) {
      const aimed = aim(request, theirs);
      if (aimed.path === request.path && JSON.stringify(aimed.body) === JSON.stringify(request.body))
        continue;
      const real = await send(aimed);
      const unreal = await send(aim(request, nobodys));

      const shown = told(real.text, theirs);
      expect(shown, name).not.toContain(mark);
      expect({ name, status: real.status, text: shown }).toEqual({
        name,
        status: unreal.status,
        text: told(unreal.text, nobodys),
      });
      if (hasId && !chosen.test(name)) expect({ name, status: real.status }).toEqual({ name, status: 404 });
      compared += 1;
    }
    expect(compared).toBeGreaterThan(40);
    // By now there is an endpoint of the same name; the neighbor's is another.
    expect((await own.call('DELETE', `/v1/webhook-endpoints/${theirs[endpoint]}`)).status).toBe(204);
    expect(await lookAtNeighbor()).toBe(before);
  });
});
