// What is said about a cron expression before the server sees it. No server.
import { describe, expect, it } from 'vitest';
import { findCronMistake } from '../../src/domain/cron.ts';

describe('a cron expression that will do', () => {
  it.each([
    '0 2 * * *',
    '30 2 * * MON-FRI',
    '*/15 8-18 * jan,JUL 1-5',
    '0 2 1,15 * *',
    '0 2 * * 7',
    '5/15 2 * * *',
    '0 2 * * * 2027',
    '*/5 0 2 * * * *',
    '  0 2 * * *  ',
    '@daily',
  ])('%s', (expression) => {
    expect(findCronMistake(expression)).toBeNull();
  });
});

describe('one that will not', () => {
  it.each([
    ['0 2 * *', 'must have five fields'],
    ['', 'must have five fields'],
    ['0 25 * * *', 'hour "25" must be *, a number from 0 to 23'],
    ['60 2 * * *', 'minute "60"'],
    ['0 2 0 * *', 'day of month "0" must be *, a number from 1 to 31'],
    ['0 2 * FOO *', 'month "FOO" must be *, a number from 1 to 12 or JAN to DEC'],
    ['0 2 * * FRI-MON', 'day of week "FRI-MON" ends before it begins'],
    ['0 2-1 * * *', 'hour "2-1" ends before it begins'],
    ['0 */0 * * *', 'hour "*/0"'],
    ['0 1-2-3 * * *', 'hour "1-2-3"'],
    ['0 2, * * *', 'hour ""'],
    ['0 2 ? * *', 'day of month "?"'],
    ['@every 5m', 'none of @yearly'],
    ['TZ=Europe/Berlin 0 2 * * *', '`timeZone`'],
  ])('%s is told what is wrong: %s', (expression, part) => {
    expect(findCronMistake(expression)).toContain(part);
  });
});
