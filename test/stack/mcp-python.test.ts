// The MCP server, visited by the protocol's own Python client: a second opinion on what the first takes for granted.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findCanaries } from '../support/canary.ts';
import { installPythonMcp, type PythonVisit, visitWithPython } from '../support/python-mcp.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let hubspot: ConnectedAccount;
let python: string;
const visits: PythonVisit[] = [];

beforeAll(async () => {
  python = await installPythonMcp();
  stage = await startStage({ world: { tenants: [{ id: 'acme', deals: 4, accounts: 4, unmatched: 0 }] } });
  acme = await stage.tenant('acme');
  hubspot = await acme.connect('hubspot');
}, 400_000);
afterAll(() => stage?.stop());

async function search(options: { readonly showsLinks?: boolean } = {}): Promise<PythonVisit> {
  const url = new URL('/mcp', stage.apiUrl).href;
  const visit = await visitWithPython(
    python,
    { url, key: acme.key, ...options },
    { tool: 'hubspot-search_deals', input: { properties: ['dealname'] } },
  );
  visits.push(visit);
  return visit;
}

it('lists the tools, calls one, is told of a dead grant in both ways, and goes on when it is renewed', async () => {
  const first = await search();
  expect(first.tools).toEqual(['http-request', 'hubspot-search_deals', 'hubspot-upsert_deals']);
  expect(first.result).toMatchObject({
    isError: false,
    structuredContent: { status: 'ok', receipt: { rows: 4, announced: 4 } },
  });

  await stage.control.revoke({ grant: hubspot.grant.grant });
  const told = await search();
  const shown = await search({ showsLinks: true });
  const reauthUrl = told.result.structuredContent.reauthUrl as string;
  expect(told.result).toMatchObject({
    isError: true,
    structuredContent: { status: 'blocked', state: 'reauth_required', whoMustAct: 'person' },
  });
  expect(shown.error).toMatchObject({
    code: -32042,
    data: { elicitations: [{ mode: 'url', url: reauthUrl }] },
  });

  await reauthorize(reauthUrl, { user: hubspot.user });
  await until('it is back', async () => (await acme.api.account(hubspot.account.id)).state === 'active');
  for (const showsLinks of [false, true]) {
    expect((await search({ showsLinks })).result).toMatchObject({ structuredContent: { status: 'ok' } });
  }

  expect(findCanaries('Python’s answers', JSON.stringify(visits))).toEqual([]);
});
