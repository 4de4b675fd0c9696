// Tenants, as the operator makes and changes them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, operatorKey, startApiWorld } from '../http/api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world?.stop());

it('keeps what is over for as long as the operator says, from the start or later', async () => {
  const operator = world.as(operatorKey);
  const made = await operator.call('POST', '/v1/tenants', { id: 'acme', name: 'Acme', retentionDays: 30 });
  expect(made).toMatchObject({
    status: 201,
    body: { tenant: { id: 'acme', name: 'Acme', retentionDays: 30 } },
  });
  const change = (body: unknown, id = 'acme') => operator.call('PATCH', `/v1/tenants/${id}`, body);

  expect(await change({ retentionDays: 7 })).toMatchObject({
    status: 200,
    body: { id: 'acme', name: 'Acme', retentionDays: 7 },
  });
  // What is not named stays.
  expect((await change({ name: 'Acme Ltd' })).body).toEqual({
    id: 'acme',
    name: 'Acme Ltd',
    retentionDays: 7,
  });
  expect((await change({ retentionDays: null })).body.retentionDays).toBeNull();
  const usual = await operator.call('POST', '/v1/tenants', { id: 'globex', name: 'Globex' });
  expect(usual.body.tenant.retentionDays).toBeNull();

  for (const retentionDays of [0, 1.5, '30', 40_000]) {
    expect(await change({ retentionDays })).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  }
  expect(await change({ retentionDays: 7 }, 'nobody')).toMatchObject({
    status: 404,
    body: { code: 'tenant.unknown' },
  });
  const own = world.as(made.body.apiKey);
  expect(await own.call('PATCH', '/v1/tenants/acme', { retentionDays: 1 })).toMatchObject({
    status: 403,
    body: { code: 'key.wrong_kind' },
  });
});
