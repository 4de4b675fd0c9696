// A Salesforce organization is moved to another instance while its account is in use: its sessions are over, and its address is
// another one. The next exchange says so, and the call that met it goes through.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cheapPath } from '../support/crash.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [{ id: 'acme', deals: 4, accounts: 4, unmatched: 0 }] } });
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('follows the organization to its new address within one call, by one exchange', async () => {
  const connected = await acme.connect('salesforce');
  const call = () =>
    acme.api.callTool(connected.account.id, 'http.request', { method: 'GET', path: cheapPath.salesforce });
  expect(await call()).toMatchObject({ status: 'ok' });
  const { instanceUrl } = await stage.control.moveOrganization({ tenant: 'acme' });
  expect(instanceUrl).not.toBe(connected.grant.tokens.instance_url);

  expect(await call()).toMatchObject({ status: 'ok' });

  const { rows } = await stage.pool.query(
    'select api_base_url, current_version from connected_accounts where id = $1',
    [connected.account.id],
  );
  expect(rows).toEqual([{ api_base_url: instanceUrl, current_version: 2 }]);
  const [books] = await stage.control.grants({ grant: connected.grant.grant });
  expect(books).toMatchObject({ exchanges: 1, doubleSpends: 0, unauthorized: 1 });
});
