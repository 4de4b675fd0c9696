// `firstlight doctor`: looks at everything Firstlight stands on, directly and not through the API, and says of each what is so
// and what to do.

import type { Examination, Told } from '../doctor/examine.ts';
import { type Command, defineCommand } from './command.ts';
import { paintState } from './paint-state.ts';
import type { Screen } from './screen.ts';
import { pad, plainText, wrap } from './text-width.ts';

export const doctor: Command = defineCommand({
  words: 'doctor',
  flags: {
    fix: { type: 'boolean', says: 'Mend what can be mended, say what was done, and look again.' },
  },
  does: 'Look at everything Firstlight stands on, and say what is wrong and what to do. Exit status 1 where something is broken.',
  more:
    'Give it the settings that api and worker have (.env.example); where `npm start` runs it finds them itself.\n' +
    '--fix migrates the database, registers search attributes, starts what should run and hands over what is overdue. It ends nothing and deletes nothing.',
  example: 'firstlight doctor\nfirstlight doctor --fix --json',
  async run({ values, environment, screen }) {
    // Loaded here: no other command needs it.
    const { examine, healthOf } = await import('../doctor/examine.ts');
    const found = await examine(environment, {
      isMending: values.fix === true,
      onCheck: (name) => screen.progress(`looking at ${name} …`),
    });
    screen.progress('');
    const health = healthOf(found.findings);
    if (screen.isForPrograms) {
      const checks = found.findings.map(({ check, health: state, says, todo, mend }) => ({
        check,
        state,
        says,
        todo,
        canBeFixed: mend !== undefined,
      }));
      screen.json({ state: health, checks, mended: found.mended });
    } else tell(screen, found);
    return health === 'broken' ? 1 : 0;
  },
});

function tell(screen: Screen, { findings, mended }: Examination): void {
  for (const { check, did } of mended)
    screen.line(`${screen.colors.cyan('mended')}   ${check}: ${plainText(did)}`);
  if (mended.length > 0) screen.line();
  const widest = Math.max(...findings.map(({ check }) => check.length));
  for (const finding of findings) for (const line of linesOf(screen, finding, widest)) screen.line(line);
  const counts = (['ok', 'warning', 'broken'] as const).map(
    (health) => `${findings.filter((one) => one.health === health).length} ${health}`,
  );
  screen.line();
  screen.line(counts.join(', '));
  const canMend = mended.length === 0 && findings.some(({ mend }) => mend !== undefined);
  if (canMend) screen.say('`firstlight doctor --fix` mends what it can.');
}

function linesOf(screen: Screen, { check, health, says, todo }: Told, widest: number): string[] {
  const left = 9 + widest + 2;
  const room = Math.max(30, screen.width - left);
  const head = `${paintState(screen, health, pad(health, 9))}${pad(check, widest + 2)}`;
  const said = says.split('\n').flatMap((line) => wrap(plainText(line), room));
  const advice = todo === null ? [] : wrap(`→ ${plainText(todo)}`, room);
  return [...said, ...advice].map((line, index) => (index === 0 ? head + line : ' '.repeat(left) + line));
}
