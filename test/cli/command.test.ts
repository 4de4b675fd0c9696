// How words become a command: no server.
import { describe, expect, it } from 'vitest';
import { defineCommand, helpOf, readChoice, readCount, readWords, usageOf } from '../../src/cli/command.ts';
import { findNearest } from '../../src/cli/nearest.ts';

const command = defineCommand({
  words: 'accounts list',
  takes: ['ACCOUNT', '[STEP]'],
  flags: {
    state: { type: 'string', value: 'STATE', says: 'Only those.' },
    scope: { type: 'string', value: 'SCOPE', multiple: true, says: 'Once each.' },
    yes: { type: 'boolean', says: 'Do it.' },
  },
  does: 'List them.',
  example: 'firstlight accounts list --state held',
  run: async () => 0,
});

describe('reading the words behind a command', () => {
  it('takes flags anywhere, several of one where it may be, and what stands between them', () => {
    expect(readWords(command, ['--yes', 'acct_1', '--scope', 'a', 'two', '--scope=b', '--json'])).toEqual({
      values: { yes: true, scope: ['a', 'b'], json: true },
      given: ['acct_1', 'two'],
    });
  });

  it.each([
    [['acct_1', '--stat', 'held'], 'There is no flag --stat here. Did you mean --state?'],
    [['acct_1', '--colour'], 'There is no flag --colour here.'],
    [['acct_1', '-x'], 'There is no flag -x here.'],
    [['acct_1', '--state'], '--state needs a value: --state STATE.'],
    [['acct_1', '--state', '--yes'], '--state needs a value: --state STATE.'],
    [['acct_1', '--yes=no'], '--yes takes no value.'],
    [[], 'ACCOUNT is missing.'],
    [['a', 'b', 'c'], '"c" is one word too many.'],
  ])('says of %j what is wrong with it', (words, message) => {
    expect(() => readWords(command, words)).toThrow(message);
  });

  it('asks for help whatever else is missing', () => {
    expect(readWords(command, ['--help']).values).toMatchObject({ help: true });
  });

  it('makes usage and help from what the command declares', () => {
    expect(usageOf(command)).toBe(
      'Usage: firstlight accounts list ACCOUNT [STEP] [--state STATE]\n    [--scope SCOPE] [--yes] [--json]',
    );
    for (const part of [
      'List them.',
      '--state STATE  Only those.',
      'firstlight accounts list --state held',
    ]) {
      expect(helpOf(command)).toContain(part);
    }
  });
});

describe('a flag that is of a kind', () => {
  it('is a whole number of things, or is refused', () => {
    expect(readCount('limit', undefined, 20)).toBe(20);
    expect(readCount('limit', '7', 20)).toBe(7);
    for (const text of ['0', '-1', '1.5', 'ten', '']) {
      expect(() => readCount('limit', text, 20), text).toThrow('--limit must be a whole number');
    }
  });

  it('is one of a few words, or is refused with all of them', () => {
    expect(readChoice('state', 'held', ['active', 'held'])).toBe('held');
    expect(readChoice('state', undefined, ['active', 'held'])).toBeNull();
    expect(() => readChoice('state', 'dead', ['active', 'held'])).toThrow(
      '--state must be one of active, held.',
    );
  });
});

describe('what was probably meant', () => {
  it.each([
    ['acounts list', 'accounts list'],
    ['run show', 'runs show'],
    ['docter', 'doctor'],
    ['doc', 'doctor'],
    ['events tail', null],
    ['xyz', null],
  ])('by "%s" is %s', (word, meant) => {
    expect(findNearest(word, ['accounts list', 'runs show', 'runs start', 'events list', 'doctor'])).toBe(
      meant,
    );
  });
});
