// Where a server we start writes: a file it gets as its own output, so that it can still write when we are gone.
// Reads back what this start wrote, for ready lines and for error messages.

import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log beyond this is put aside as `.old` at the next start, so that a daily stack keeps at most twice this. */
const largestBytes = 8 * 1024 * 1024;
/** Enough for any ready line or error; a chatty server must not be read into memory whole. */
const readBackBytes = 256 * 1024;

export interface LogFile {
  readonly path: string;
  readonly fd: number;
  /** What was written since it was opened, at most the last 256 KiB. */
  written(): string;
  /** Its last lines in one text, for an error message. */
  lastLines(count: number): string;
  close(): void;
}

export function openLogFile(path: string): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestBytes) renameSync(path, `${path}.old`);
  const fd = openSync(path, 'a+', 0o600);
  const openedAtByte = fstatSync(fd).size;
  const written = () => {
    const reader = openSync(path, 'r');
    try {
      const { size } = fstatSync(reader);
      const from = Math.max(openedAtByte, size - readBackBytes);
      const buffer = Buffer.alloc(Math.max(0, size - from));
      const read = readSync(reader, buffer, 0, buffer.length, from);
      return buffer.toString('utf8', 0, read);
    } finally {
      closeSync(reader);
    }
  };
  let isOpen = true;
  return {
    path,
    fd,
    written,
    lastLines: (count) => written().trim().split('\n').slice(-count).join('\n'),
    close: () => {
      if (isOpen) closeSync(fd);
      isOpen = false;
    },
  };
}
