// The `firstlight` command: which words stand for which work. Each command is under src/cli; this finds it, runs it, and turns
// what went wrong into one paragraph and an exit status.

import { type Command, CommandMistake, helpOf, helpWidth, readWords, usageOf } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { findNearest } from './cli/nearest.ts';
import { openScreen, type Screen } from './cli/screen.ts';
import { detailLines } from './cli/table.ts';
import { joinRunningStack } from './running-stack.ts';

/** Processes of their own: they run for as long as they are needed, or must run alone. */
const processes: Readonly<Record<string, () => Promise<unknown>>> = {
  api: () => import('./api.ts'),
  worker: () => import('./worker.ts'),
  migrate: () => import('./migrate.ts'),
  sandbox: () => {
    // It reads what stands behind its own name.
    process.argv.splice(2, 1);
    return import('./sandbox/main.ts');
  },
};

const asksForHelp = (word: string | undefined): boolean => ['help', '--help', '-h'].includes(word ?? '');

/** All commands, or those that begin with a word. */
function overview(some = commands): string {
  const lines = some.map(
    ({ words, does }) => [`  firstlight ${words}`, `${does.split('. ')[0]!.replace(/\.$/, '')}.`] as const,
  );
  const others = [
    ['  firstlight api | worker | migrate', 'The production processes (.env.example).'],
    ['  firstlight sandbox', 'The providers with bad habits, for your own tests (src/sandbox).'],
  ] as const;
  return [
    'Usage:',
    ...detailLines(some === commands ? [...lines, ...others] : lines, helpWidth, (name) => name),
    '',
    'Every command takes --json for programs and --help for people, with an example.',
  ].join('\n');
}

async function run(words: readonly string[]): Promise<number> {
  const [first = '', second] = words;
  const startProcess = Object.hasOwn(processes, first) ? processes[first] : undefined;
  if (startProcess) {
    await startProcess();
    // A process that goes on has its own end; one that ended has said how.
    return Number(process.exitCode ?? 0);
  }
  const command = commands.find((one) => words.slice(0, one.words.split(' ').length).join(' ') === one.words);
  if (command) return runCommand(command, words.slice(command.words.split(' ').length));
  const group = commands.filter((one) => one.words.startsWith(`${first} `));
  if (first === '' || asksForHelp(first))
    return answer(overview(second === undefined ? commands : commands.filter(belongsTo(second))));
  if (group.length > 0 && asksForHelp(second)) return answer(overview(group));
  return refuse(words, group);
}

const belongsTo =
  (word: string) =>
  (one: Command): boolean =>
    one.words.split(' ')[0] === word;

function answer(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

/** Says what was probably meant, and what there is. */
function refuse([first = '', second]: readonly string[], group: readonly Command[]): number {
  const called = second === undefined ? first : `${first} ${second}`;
  const meant =
    group.length > 0 && second === undefined
      ? null
      : findNearest(called, [...commands.map(({ words }) => words), ...Object.keys(processes)]);
  const hint =
    meant === null ? (group.length > 0 ? '; it needs another word' : '') : `. Did you mean "${meant}"?`;
  process.stderr.write(
    `There is no command "${called}"${hint}\n\n${overview(group.length > 0 ? group : commands)}\n`,
  );
  return 2;
}

async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  let screen: Screen | null = null;
  try {
    const { values, given } = readWords(command, words);
    if (values.help) return answer(helpOf(command));
    const environment = joinRunningStack(process.env);
    screen = openScreen({ out: process.stdout, error: process.stderr }, environment, {
      isForPrograms: values.json === true,
    });
    return await command.run({ values, given, environment, screen });
  } catch (error) {
    screen?.progress('');
    // Loaded here: what it explains the errors of is more than most commands need.
    const { explain } = await import('./process.ts');
    process.stderr.write(`firstlight ${command.words}: ${explain(error)}\n`);
    if (!(error instanceof CommandMistake)) return 1;
    process.stderr.write(`\n${usageOf(command)}\n`);
    return 2;
  }
}

// Whoever reads may have read enough: `firstlight events list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.exitCode = await run(process.argv.slice(2));
