// From `from`, `until` and `timeZone` of a request to a window of time: instants, or times on somebody's wall.

import { z } from '@hono/zod-openapi';
import { isTimeZone, localTimePattern, nextLocalTime } from '../domain/deadline.ts';
import type { ForecastWindow } from '../domain/forecast-facts.ts';
import type { Mistake } from './problem.ts';
import { invalid } from './validation.ts';

const time = (means: string) =>
  z
    .string()
    .max(40)
    .openapi({
      description: `${means} ISO 8601 with a zone, or a local time (\`06:00\`) with \`timeZone\`.`,
    });

export const windowFields = {
  until: time('The end of the run, or whatever the accounts must last through.').openapi({
    example: '06:00',
  }),
  from: time('When they are needed first. Default: now.').optional().openapi({ example: '22:00' }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'is not a time zone; use an IANA name, e.g. Europe/Berlin')
    .optional()
    .openapi({ example: 'Europe/Berlin', description: 'Of local times.' }),
};

const instant = z.iso.datetime({ offset: true });

interface WindowBody {
  readonly until: string;
  readonly from?: string;
  readonly timeZone?: string;
}

/** A local `until` is the next such time after `from`, and a local `from` the next after now. */
export function readWindow(body: WindowBody, part: Mistake['in'], now: number): ForecastWindow {
  const mistakes: Mistake[] = [];
  const say = (field: keyof WindowBody, detail: string): number => {
    mistakes.push({ in: part, pointer: `/${field}`, detail });
    return Number.NaN;
  };
  const read = (field: 'from' | 'until', text: string, after: number): number => {
    if (instant.safeParse(text).success) return Date.parse(text);
    if (!localTimePattern.test(text)) {
      return say(
        field,
        'must be an ISO 8601 time with a zone, e.g. 2026-11-25T06:00:00+01:00, or a local one, e.g. 06:00 with timeZone',
      );
    }
    if (body.timeZone === undefined)
      return say('timeZone', `is missing: whose clock shows ${text}? e.g. Europe/Berlin`);
    return nextLocalTime({ at: text, timeZone: body.timeZone }, after);
  };
  const from = body.from === undefined ? now : read('from', body.from, now);
  const until = read('until', body.until, Number.isNaN(from) ? now : from);
  if (until <= now) say('until', 'must lie in the future');
  else if (until <= from) say('until', 'must come after `from`');
  if (mistakes.length > 0) throw invalid(mistakes);
  return { from, until };
}
