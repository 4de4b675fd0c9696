// What the person at the terminal sees: a line for each thing that happens, with the clock of the night, and below them, on
// a terminal only, one line that moves. With --json the story goes to standard error, so that the figures stand alone.

import pc from 'picocolors';
import type { NightClock } from './night-clock.ts';

export interface Screen {
  line(text?: string): void;
  /** With the night's clock before it, once the night has begun. */
  story(text: string, at?: number): void;
  progress(text: string): void;
  startClock(clock: NightClock): void;
}

export function openScreen(stream: NodeJS.WriteStream): Screen {
  const isTerminal = stream.isTTY === true;
  const colors = pc.createColors(isTerminal && !process.env.NO_COLOR);
  let clock: NightClock | null = null;
  let moving = '';

  const write = (text: string): void => {
    if (moving) stream.write('\r\u001b[2K');
    stream.write(`${text}\n`);
    if (moving) stream.write(moving);
  };

  return {
    line: (text = '') => write(text),
    story(text, at = Date.now()) {
      write(`${colors.cyan(clock?.say(at) ?? '     ')}  ${text}`);
    },
    progress(text) {
      if (!isTerminal) return;
      moving = `${colors.dim(clock?.say(Date.now()) ?? '')}  ${colors.dim(text)}`;
      stream.write(`\r\u001b[2K${moving}`);
      if (text === '') {
        stream.write('\r\u001b[2K');
        moving = '';
      }
    },
    startClock(night) {
      clock = night;
    },
  };
}
