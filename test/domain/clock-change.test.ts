// Nights on which clocks are changed: whatever the server lists of them, a nightly run starts once. The lists are the server's
// own (1.32), as it gave them for these expressions. No server.
import { describe, expect, it } from 'vitest';
import { type CompiledCalendar, rightTimes } from '../../src/domain/clock-change.ts';
import { localClock } from '../../src/domain/deadline.ts';

const all = (start: number, end: number) => [{ start, end, step: 1 }];
const calendar = (hour: number | '*', minute = 0): CompiledCalendar => ({
  second: all(0, 0),
  minute: all(minute, minute),
  hour: hour === '*' ? all(0, 23) : all(hour, hour),
  dayOfMonth: all(1, 31),
  month: all(1, 12),
  dayOfWeek: all(0, 6),
  year: [],
});
const back = {
  'Europe/Berlin': '2026-10-25',
  'America/New_York': '2026-11-01',
  'Europe/London': '2026-10-25',
};
const forward = {
  'Europe/Berlin': '2027-03-28',
  'America/New_York': '2027-03-14',
  'Europe/London': '2027-03-28',
};
type Zone = keyof typeof back;

function clocks(zone: Zone, day: string, hour: number | '*', minute: number, listed: readonly string[]) {
  const at = (time: string): number => Date.parse(`${day}T${time}:00Z`);
  const window = { from: at('00:00') - 4 * 3_600_000, until: at('12:00') };
  const times = listed.map((time) => (time > '20:00' ? at(time) - 24 * 3_600_000 : at(time)));
  const righted = rightTimes([calendar(hour, minute)], zone, times, window);
  const clock = localClock(zone);
  return { ...righted, shown: righted.times.map((time) => clock(time).slice(11)) };
}

describe('the night clocks go back', () => {
  it.each([
    ['Europe/Berlin', 0, 0, ['22:00'], ['00:00']],
    ['Europe/Berlin', 1, 0, ['23:00', '00:00'], ['01:00']],
    ['Europe/Berlin', 1, 30, ['23:30', '00:30'], ['01:30']],
    ['Europe/Berlin', 2, 0, ['01:00'], ['02:00']],
    ['Europe/Berlin', 2, 30, ['01:30'], ['02:30']],
    ['Europe/Berlin', 3, 0, ['02:00'], ['03:00']],
    ['Europe/London', 0, 30, ['23:30', '00:30'], ['00:30']],
    ['Europe/London', 1, 0, ['01:00'], ['01:00']],
    ['America/New_York', 1, 0, ['05:00', '06:00'], ['01:00']],
    ['America/New_York', 1, 30, ['05:30', '06:30'], ['01:30']],
    ['America/New_York', 2, 0, ['07:00'], ['02:00']],
  ] as const)('%s at %i:%i starts once', (zone, hour, minute, listed, expected) => {
    const { shown, echoes, swallowed } = clocks(zone, back[zone], hour, minute, listed);
    expect(shown).toEqual(expected);
    expect(echoes).toHaveLength(listed.length - 1);
    expect(swallowed).toEqual([]);
  });

  it('what runs every hour runs in both hours that look the same', () => {
    const listed = ['03:00', '04:00', '05:00', '06:00', '07:00'];
    expect(clocks('America/New_York', back['America/New_York'], '*', 0, listed).times).toHaveLength(5);
  });
});

describe('the night clocks go forward', () => {
  it.each([
    ['Europe/Berlin', 1, 30, ['00:30'], ['01:30']],
    ['Europe/Berlin', 2, 0, [], ['03:00']],
    ['Europe/Berlin', 2, 30, [], ['03:00']],
    ['Europe/Berlin', 3, 0, ['01:00'], ['03:00']],
    ['Europe/London', 1, 15, [], ['02:00']],
    ['America/New_York', 2, 30, [], ['03:00']],
    ['America/New_York', 3, 30, ['07:30'], ['03:30']],
  ] as const)(
    '%s at %i:%i starts once, at the jump where its time is skipped',
    (zone, hour, minute, listed, expected) => {
      const { shown, echoes, swallowed } = clocks(zone, forward[zone], hour, minute, listed);
      expect(shown).toEqual(expected);
      expect(echoes).toEqual([]);
      expect(swallowed).toHaveLength(listed.length === 0 ? 1 : 0);
    },
  );

  it('what runs every hour lacks none', () => {
    const { swallowed } = clocks('Europe/Berlin', forward['Europe/Berlin'], '*', 0, [
      '00:00',
      '01:00',
      '02:00',
    ]);
    expect(swallowed).toEqual([]);
  });
});

it('leaves the times of other nights as the server says them', () => {
  const at = Date.parse('2026-11-24T01:00:00Z');
  const around = { from: at - 86_400_000, until: at + 86_400_000 };
  expect(rightTimes([calendar(2)], 'Europe/Berlin', [at], around)).toEqual({
    times: [at],
    echoes: [],
    swallowed: [],
  });
});
