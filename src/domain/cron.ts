// Is it a cron expression Temporal's server takes, and if not, what is wrong with it, in words. Pure. The server is the judge
// of times; this only speaks first, because it names the field. Syntax: Temporal's ScheduleSpec.cron_string, as documented in
// temporal/api/schedule/v1/message.proto, read 2026-11-24. Day of month and day of week both given must both match there.

interface Field {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  /** Stand for `lowest` and up. */
  readonly words?: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const second: Field = { name: 'second', lowest: 0, highest: 59 };
const five: readonly Field[] = [
  { name: 'minute', lowest: 0, highest: 59 },
  { name: 'hour', lowest: 0, highest: 23 },
  { name: 'day of month', lowest: 1, highest: 31 },
  { name: 'month', lowest: 1, highest: 12, words: months },
  { name: 'day of week', lowest: 0, highest: 7, words: days },
];
const year: Field = { name: 'year', lowest: 2000, highest: 2100 };

const shorthands = ['@yearly', '@monthly', '@weekly', '@daily', '@hourly'];
const example = 'e.g. "0 2 * * MON-FRI": minute, hour, day of month, month, day of week';

/** As the end of a sentence that begins with the field's name; null when it will do. */
export function findCronMistake(text: string): string | null {
  const expression = text.trim();
  if (expression.startsWith('@')) {
    return shorthands.includes(expression)
      ? null
      : `"${expression}" is none of ${shorthands.join(', ')}; write the time itself, ${example}`;
  }
  if (/\bTZ=/.test(expression)) return 'must not name a time zone; that is what `timeZone` is for';
  const parts = expression.split(/\s+/);
  const fields = fieldsFor(parts.length);
  if (!fields) {
    return `"${expression}" must have five fields, or six with a year, or seven with a second before and a year after: ${example}`;
  }
  for (const [index, field] of fields.entries()) {
    const mistake = parts[index]!.split(',')
      .map((item) => findItemMistake(item, field))
      .find((found) => found !== null);
    if (mistake) return `"${expression}": ${mistake}`;
  }
  return null;
}

function fieldsFor(count: number): readonly Field[] | null {
  if (count === 5) return five;
  if (count === 6) return [...five, year];
  return count === 7 ? [second, ...five, year] : null;
}

/** `*`, `5`, `1-5`, `MON-FRI`, and any of them with a step: `0-59/15`, `*` + `/5`. */
function findItemMistake(item: string, field: Field): string | null {
  const [range, step, ...more] = item.split('/');
  const isStep = step === undefined || (/^\d+$/.test(step) && Number(step) >= 1);
  const [from, to, ...others] = range!.split('-');
  const bounds = [from!, ...(to === undefined ? [] : [to])].map((bound) => numberOf(bound, field));
  const isRange = range === '*' || (others.length === 0 && !bounds.includes(null));
  if (!isStep || more.length > 0 || !isRange) {
    const { name, lowest, highest, words } = field;
    const named = words ? ` or ${words[0]} to ${words.at(-1)}` : '';
    return `${name} "${item}" must be *, a number from ${lowest} to ${highest}${named}, or a range like ${lowest}-${lowest + 5}, with /n for every n-th`;
  }
  const [first, last] = bounds as number[];
  return range !== '*' && last !== undefined && last < first!
    ? `${field.name} "${item}" ends before it begins; write two ranges with a comma between`
    : null;
}

function numberOf(text: string, { lowest, highest, words }: Field): number | null {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  if (word >= 0) return lowest + word;
  if (!/^\d+$/.test(text)) return null;
  const number = Number(text);
  return number >= lowest && number <= highest ? number : null;
}
