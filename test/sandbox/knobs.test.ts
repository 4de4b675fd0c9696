// The knobs that hold a value, each by what a client sees of it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { until } from '../support/until.ts';
import { booksOf, get, mint, postForm, refresh, sendJson } from './requests.ts';

let sandbox: Sandbox;
const provider = (id: string) => sandbox.providerOverrides[id]!;
const details = (token: string) => get(`${sandbox.origins.hubspot}/account-info/v3/details`, token);

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

describe('the lifetime', () => {
  it('is what the wire says, and the token is dead afterwards', async () => {
    const minted = await mint(sandbox, 'hubspot');
    await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { accessLifetimeSeconds: 1 } });
    const sentAt = Date.now();
    const { body } = await refresh(provider('hubspot'), minted.refresh);
    expect(body.expires_in).toBe(1);

    let lastGoodAt = 0;
    const dead = await until('the token died', async () => {
      const askedAt = Date.now();
      const answer = await details(body.access_token);
      if (answer.status === 200) lastGoodAt = askedAt;
      return answer.status === 401 && answer;
    });

    expect(dead.body.category).toBe('EXPIRED_AUTHENTICATION');
    expect(Date.now() - sentAt).toBeGreaterThanOrEqual(1_000);
    expect(lastGoodAt - sentAt).toBeGreaterThan(800);
  });

  it('is set for all, a provider, a user or a grant, and the narrowest wins', async () => {
    const { control } = sandbox;
    const user = 'robin.sandberg@acme.example';
    const one = await mint(sandbox, 'hubspot', { user });
    const other = await mint(sandbox, 'hubspot', { user });
    const lifetimeOf = async (refreshToken: string) =>
      (await refresh(provider('hubspot'), refreshToken)).body.expires_in;

    await control.setKnobs({ knobs: { accessLifetimeSeconds: 100 } });
    expect(await lifetimeOf(one.refresh)).toBe(100);
    await control.setKnobs({ scope: { provider: 'hubspot' }, knobs: { accessLifetimeSeconds: 200 } });
    expect(await lifetimeOf(one.refresh)).toBe(200);
    await control.setKnobs({ scope: { user }, knobs: { accessLifetimeSeconds: 300 } });
    expect(await lifetimeOf(one.refresh)).toBe(300);
    await control.setKnobs({ scope: { grant: one.grant }, knobs: { accessLifetimeSeconds: 400 } });
    expect([await lifetimeOf(one.refresh), await lifetimeOf(other.refresh)]).toEqual([400, 300]);

    for (const scope of [{}, { provider: 'hubspot' }, { user }, { grant: one.grant }])
      await control.clearKnobs({ scope });
    expect(await lifetimeOf(one.refresh)).toBe(1800);
  });
});

describe('rotation', () => {
  it('reusable takes the same refresh token for ever', async () => {
    const minted = await mint(sandbox, 'hubspot');

    for (let turn = 0; turn < 3; turn += 1) await refresh(provider('hubspot'), minted.refresh);

    expect(await booksOf(sandbox, minted.grant)).toMatchObject({
      exchanges: 3,
      doubleSpends: 0,
      tokenVersion: 4,
    });
  });

  it('rotating gives each provider a new one and ends the family on a replay', async () => {
    for (const id of ['hubspot', 'google']) {
      const minted = await mint(sandbox, id);
      await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { rotation: 'rotating' } });

      const { body } = await refresh(provider(id), minted.refresh);
      const replay = await refresh(provider(id), minted.refresh);
      const successor = await refresh(provider(id), body.refresh_token);

      expect(body.refresh_token).not.toBe(minted.refresh);
      expect([replay.status, successor.status]).toEqual([400, 400]);
      expect(await booksOf(sandbox, minted.grant)).toMatchObject({ doubleSpends: 1, endedBy: 'reuse' });
    }
  });

  it('grace takes the old one for a while and answers with the successor there is', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await sandbox.control.setKnobs({
      scope: { grant: minted.grant },
      knobs: { rotation: 'grace', graceMs: 60_000 },
    });

    const first = await refresh(provider('salesforce'), minted.refresh);
    const again = await refresh(provider('salesforce'), minted.refresh);

    expect(again.status).toBe(200);
    expect(again.body.refresh_token).toBe(first.body.refresh_token);
    expect(again.body.access_token).not.toBe(first.body.access_token);
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({
      exchanges: 2,
      doubleSpends: 0,
      graceReplays: 1,
    });
  });

  it('grace that is over refuses the old one and spares the family', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await sandbox.control.setKnobs({
      scope: { grant: minted.grant },
      knobs: { rotation: 'grace', graceMs: 60_000 },
    });
    const { body } = await refresh(provider('salesforce'), minted.refresh);
    await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { graceMs: 0 } });
    const spentAt = Date.now();
    await until('a millisecond passed', async () => Date.now() > spentAt);

    const late = await refresh(provider('salesforce'), minted.refresh);
    const successor = await refresh(provider('salesforce'), body.refresh_token);

    expect([late.status, successor.status]).toEqual([400, 200]);
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ doubleSpends: 1, endedBy: null });
  });
});

describe('the app', () => {
  it.each([
    ['hubspot', 401, 'invalid_client'],
    ['salesforce', 400, 'invalid_client'],
    ['google', 401, 'invalid_client'],
  ])('of %s gets a new secret and the old one is refused for all accounts', async (id, status, error) => {
    const minted = await mint(sandbox, id);
    const { clientSecret } = await sandbox.control.rotateClientSecret({ provider: id });

    const old = await refresh(provider(id), minted.refresh);
    const renewed = await refresh({ ...provider(id), clientSecret }, minted.refresh);
    await sandbox.control.restoreClientSecret({ provider: id });
    const { refresh_token: next = minted.refresh } = renewed.body;
    const restored = await refresh(provider(id), next);

    expect([old.status, old.body.error]).toEqual([status, error]);
    expect([renewed.status, restored.status]).toEqual([200, 200]);
    expect(clientSecret).toContain('sbxcs');
  });
});

describe('the data API', () => {
  it('rejects every token, however fresh, while the knob says so', async () => {
    const minted = await mint(sandbox, 'hubspot');
    await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { rejectEveryToken: true } });

    const { body } = await refresh(provider('hubspot'), minted.refresh);

    expect((await details(body.access_token)).status).toBe(401);
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ unauthorized: 1, endedBy: null });
  });

  it('keeps its pages within the page limit and tells where they go on', async () => {
    await sandbox.control.setKnobs({ knobs: { pageLimit: 7 } });
    const hubspot = await mint(sandbox, 'hubspot');
    const salesforce = await mint(sandbox, 'salesforce');

    const search = await sendJson(
      'POST',
      `${sandbox.origins.hubspot}/crm/v3/objects/deals/search`,
      hubspot.access,
      { limit: 200 },
    );
    const list = await get(`${sandbox.origins.hubspot}/crm/v3/objects/deals?limit=100`, hubspot.access);
    const query = await get(
      `${salesforce.instanceUrl}/services/data/v62.0/query?q=SELECT+Id+FROM+Account`,
      salesforce.access,
    );
    await sandbox.control.clearKnobs({});

    expect([search.body.results.length, search.body.paging.next.after]).toEqual([7, '7']);
    expect(list.body.results).toHaveLength(7);
    expect([query.body.records.length, query.body.done]).toEqual([7, false]);
  });

  it('takes as long as it is told to, and more calls than it may have a second are refused', async () => {
    const minted = await mint(sandbox, 'hubspot');
    const scope = { grant: minted.grant };
    await sandbox.control.setKnobs({ scope, knobs: { secondsPerCall: 0.15 } });
    const startedAt = performance.now();
    await details(minted.access);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(145);

    await sandbox.control.setKnobs({ scope, knobs: { secondsPerCall: 0, callsPerSecond: 3 } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => details(minted.access)));
    await sandbox.control.clearKnobs({ scope });

    const refused = answers.filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThanOrEqual(4);
    expect(refused).toBeLessThanOrEqual(5);
  });
});

it('answers late by the real time it is told to', async () => {
  const minted = await mint(sandbox, 'hubspot');
  await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { answerLateMs: 200 } });
  const startedAt = performance.now();

  const { status } = await refresh(provider('hubspot'), minted.refresh);

  expect(status).toBe(200);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(195);
});

describe('mistakes', () => {
  it.each([
    [
      'an unknown provider',
      () => sandbox.control.grant({ provider: 'zoho', user: 'x' }),
      /no provider "zoho"\. It has: hubspot, salesforce, google/,
    ],
    [
      'an unknown user',
      () => sandbox.control.grant({ provider: 'google', user: 'x' }),
      /no user "x"\. It has: dana\.rivera@acme\.example/,
    ],
    [
      'an unknown tenant',
      () => sandbox.control.expectedReport({ tenant: 'x' }),
      /no tenant "x"\. It has: acme/,
    ],
    [
      'an unknown refusal',
      () => sandbox.control.setKnobs({ knobs: { refuseRefreshAs: 'x' } }),
      /no refusal "x"/,
    ],
    [
      'a knob out of range',
      () => sandbox.control.setKnobs({ knobs: { graceMs: -1 } }),
      /"setKnobs" cannot be used\. knobs\.graceMs/,
    ],
    ['no grant at all', () => sandbox.control.revoke({}), /Say which grants/],
    [
      'a checkbox that is not there',
      () =>
        sandbox.control.consent({
          authorizeUrl: `${provider('google').authorizeUrl}?client_id=${provider('google').clientId}&redirect_uri=http://127.0.0.1:9/&scope=openid`,
          user: 'x',
          untickedScopes: ['y'],
        }),
      /no checkbox for y/,
    ],
  ])('are answered in a sentence: %s', async (_, act, message) => {
    await expect(act()).rejects.toThrow(message);
  });

  it('in the options stop the start with all of them named', async () => {
    await expect(startSandbox({ speed: 0, salesforceInstances: 1 })).rejects.toThrow(
      /speed: .*salesforceInstances: /,
    );
  });

  it('about a port in use are told with the name of the listener', async () => {
    const port = Number(new URL(sandbox.origins.google!).port);

    await expect(startSandbox({ ports: { google: port } })).rejects.toThrow(
      new RegExp(`cannot open port ${port} for google \\(EADDRINUSE\\)`),
    );
  });
});

it('runs beside another sandbox without sharing a token', async () => {
  const other = await startSandbox();
  const minted = await mint(other, 'hubspot');

  expect((await details(minted.access)).status).toBe(401);
  expect((await get(`${other.origins.hubspot}/account-info/v3/details`, minted.access)).status).toBe(200);
  await other.stop();
});

it('refuses a token request without client credentials', async () => {
  const { status } = await postForm(provider('google').tokenUrl, { grant_type: 'refresh_token' });

  expect(status).toBe(401);
});
