// `instance_url` stands in every answer and may be another one each time: organizations are moved ("OAuth refresh token flow").
import { expect, it } from 'vitest';
import { atSandbox, grantedOf } from '../at-sandbox.ts';

const { control, mint, refresh, openFetch } = atSandbox('salesforce');

it('finds the organization’s new address in the answer, and the API at it', async () => {
  const minted = await mint();
  const { instanceUrl } = await control().moveOrganization({ tenant: 'acme' });
  expect(instanceUrl).not.toBe(minted.apiBaseUrl);

  const next = grantedOf(await refresh(minted.refreshToken));

  expect(next.apiBaseUrl).toBe(instanceUrl);
  const { fetch, used } = openFetch([next.tokens.accessToken], { apiBaseUrl: next.apiBaseUrl! });
  expect((await fetch('/services/data/v62.0/limits')).status).toBe(200);
  expect(used).toEqual([1]);
});
