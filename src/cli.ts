// The `firstlight` command: which words stand for which work. Each command is a file under src/cli; this one finds it,
// runs it, and turns what went wrong into one paragraph and an exit status.

import { importAccounts } from './cli/accounts-import.ts';
import { type Command, CommandMistake } from './cli/command.ts';
import { rotateMasterKeys } from './cli/keys-rotate.ts';
import { explain } from './process.ts';

/** The words of a command, and what does it. */
const commands: Readonly<Record<string, Command>> = {
  'accounts import': importAccounts,
  'keys rotate': rotateMasterKeys,
};

/** Processes of their own: they run for as long as they are needed, or must run alone. */
const processes: Readonly<Record<string, () => Promise<unknown>>> = {
  api: () => import('./api.ts'),
  worker: () => import('./worker.ts'),
  migrate: () => import('./migrate.ts'),
};

function usage(): string {
  const lines = Object.values(commands).map(({ usage: line, does }) => `  firstlight ${line}\n      ${does}`);
  return [
    'Usage:',
    ...lines,
    '  firstlight api | worker | migrate',
    '      The production processes; they read their settings from the environment (.env.example).',
    '',
    'Every command takes --json for programs and --help for people.',
  ].join('\n');
}

const words = process.argv.slice(2);
const [first = ''] = words;
const name = words.slice(0, 2).join(' ');
const startProcess = Object.hasOwn(processes, first) ? processes[first] : undefined;
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;

if (startProcess) {
  await startProcess();
} else if (command) {
  try {
    process.exitCode = await command.run(words.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`firstlight ${name}: ${explain(error)}\n`);
    if (error instanceof CommandMistake) process.stderr.write(`\nUsage: firstlight ${command.usage}\n`);
    process.exitCode = error instanceof CommandMistake ? 2 : 1;
  }
} else if (['', 'help', '--help', '-h'].includes(first)) {
  process.stdout.write(`${usage()}\n`);
} else {
  process.stderr.write(`There is no command "${name}".\n\n${usage()}\n`);
  process.exitCode = 2;
}
