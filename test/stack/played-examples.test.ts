// The requests that the API's description gives as examples, played on a real installation: each is served, and its answer
// looks like the one that is shown with it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as cast from '../../src/http/examples/cast.ts';
import { type Listed, listOperations, type Media } from '../../src/http/pages/api-document.ts';
import { type ExampleRequest, exampleRequests } from '../../src/http/pages/example-request.ts';
import { type ApiWorld, type Caller, operatorKey, startApiWorld } from '../http/api-world.ts';
import { aim, furnishTenant, type StandIns } from '../support/furnished-tenant.ts';
import { shapeOf, strangeIn } from '../support/shape.ts';

let folder: string;
let world: ApiWorld;
let own: Caller;
let things: StandIns;
let operations: readonly Listed[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-examples-'));
  const models = join(folder, 'models.json');
  // Nobody answers there: what its run is worth is not asked here.
  const main = { name: 'main', kind: 'openai-compatible', model: 'any', baseUrl: 'http://127.0.0.1:9/v1' };
  writeFileSync(models, JSON.stringify({ models: [main] }));
  world = await startApiWorld(
    { world: { tenants: [{ id: 'acme', deals: 3, accounts: 3 }] } },
    { FIRSTLIGHT_RETURN_URLS: 'https://app.acme.example/accounts', FIRSTLIGHT_MODEL_FILES: models },
  );
  own = await world.newTenant();
  const user = world.sandbox.tenants[0]!.users[0]!.user;
  things = await furnishTenant(world, own, { mark: 'own', user });
  operations = listOperations((await own.call('GET', '/openapi.json')).body.paths);
}, 240_000);
afterAll(async () => {
  await world?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** What makes comes first, what deletes last, and what was made last is deleted first. */
function inOrder(listed: readonly Listed[]): Listed[] {
  const isDelete = ({ method }: Listed): boolean => method === 'DELETE';
  return [...listed.filter((one) => !isDelete(one)), ...listed.filter(isDelete).toReversed()];
}

/** A real grant for the dots that stand for one. */
async function withGrant({ body, ...request }: ExampleRequest): Promise<ExampleRequest> {
  if (typeof body !== 'object' || body === null || !('accessToken' in body)) return { ...request, body };
  const user = world.sandbox.tenants[0]!.users[0]!.user;
  const { tokens } = await world.sandbox.control.grant({ provider: 'hubspot', user });
  const { access_token: accessToken, refresh_token: refreshToken } = tokens;
  return { ...request, body: { ...body, accessToken, refreshToken } };
}

const examplesOf = ({ example, examples }: Media): readonly unknown[] =>
  examples ? Object.values(examples).map(({ value }) => value) : [example];

it('are served, and answered as they say', async () => {
  let compared = 0;
  const strange: string[] = [];
  let runOfModel = '';
  const served = operations.filter(({ path }) => path.startsWith('/v1/') && !path.includes('/proxy/'));
  for (const { method, path, operation } of inOrder(served)) {
    const caller = operation.security![0]!.tenantKey ? own : world.as(operatorKey);
    for (const [name, example] of exampleRequests(method, path, operation)) {
      const title = `${method} ${path} ${name}`;
      const request = await withGrant(aim(example, { ...things, [cast.agentRun]: runOfModel }));
      const answer = await caller.call(request.method, request.path, request.body);
      if (answer.status >= 300 || !operation.responses![answer.status])
        strange.push(`${title}: ${answer.status} ${answer.text}`);
      if (name === 'agent') runOfModel = answer.body.id;

      const shown = operation.responses![answer.status]?.content?.['application/json'];
      if (!shown) continue;
      strange.push(
        ...strangeIn(shapeOf(answer.body), shapeOf(...examplesOf(shown))).map((what) => `${title}: ${what}`),
      );
      compared += 1;
    }
  }
  expect(strange).toEqual([]);
  expect(compared).toBeGreaterThan(40);
});
