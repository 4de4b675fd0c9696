// Pure, no server.
import { expect, it } from 'vitest';
import { pick } from '../../src/telemetry/log.ts';

it('lets through only the fields of the list, and only plain values', () => {
  expect(
    pick({
      account: 'acct_1',
      token: 'sbxat-secret',
      taskToken: 'opaque',
      authorization: 'Bearer sbxat-secret',
      error: { config: { body: 'refresh_token=sbxrt-secret' } },
      count: 3,
    }),
  ).toEqual({ account: 'acct_1', count: 3 });
});
