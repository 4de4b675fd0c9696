// Every command there is: its help, its example, its place in the documentation. No server.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpOf, readWords } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands.ts';

const documentation = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

/** As a shell would: words, and what is quoted as one. */
const split = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

/** Lines that call the command; the others are what a file holds. */
const callsOf = (example: string): string[] =>
  example
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.slice(line.indexOf('firstlight ')));

describe.each(commands.map((command) => [command.words, command] as const))(
  'firstlight %s',
  (words, command) => {
    it('has an example that is called rightly', () => {
      const calls = callsOf(command.example);

      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) {
        expect(call.startsWith(`firstlight ${words}`)).toBe(true);
        const rest = split(call).slice(1 + words.split(' ').length);
        expect(() => readWords(command, rest), call).not.toThrow();
      }
    });

    it('has help that says what each flag is, in lines that fit', () => {
      const help = helpOf(command);

      const [above] = help.split('Example:') as [string];
      for (const line of above.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
      for (const [name, flag] of Object.entries(command.flags)) {
        expect(above).toContain(`--${name}`);
        expect(above.replaceAll(/\s+/g, ' ')).toContain(flag.says);
      }
    });

    it('is in docs/cli.md', () => {
      expect(documentation).toContain(`firstlight ${words}`);
    });
  },
);

it('has no two commands of the same words', () => {
  expect(new Set(commands.map(({ words }) => words)).size).toBe(commands.length);
});
