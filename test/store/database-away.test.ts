// What PostgreSQL says, and whether it is worth another try. No database.
import { expect, it } from 'vitest';
import { isDatabaseAway } from '../../src/store/db.ts';

const failed = (code: string): Error => Object.assign(new Error('the statement failed'), { code });

it.each([
  ['a connection that is gone', '08006'],
  ['a server that is shutting down', '57P01'],
  ['a server with no connection left', '53300'],
  // An answer of a token endpoint may be in hand: it is saved again, not lost.
  ['a deadlock, as with a migration under way', '40P01'],
  ['a lock that was not to be had', '55P03'],
  ['a system that does not find the server', 'ECONNREFUSED'],
])('%s is worth another try', (_, code) => {
  expect(isDatabaseAway(failed(code))).toBe(true);
});

it.each([
  ['a row that is there already', '23505'],
  ['a statement that is none', '42601'],
  ['no right to a table', '42501'],
])('%s is not', (_, code) => {
  expect(isDatabaseAway(failed(code))).toBe(false);
});
