// A file that holds the body of a request, as JSON; - is standard input.

import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { CommandMistake } from './command.ts';

export async function readOrder(path: string): Promise<unknown> {
  const content = await (path === '-' ? readStream(process.stdin) : readFile(path, 'utf8')).catch(
    (error: NodeJS.ErrnoException) => {
      throw new CommandMistake(`${path} cannot be read (${error.code}).`);
    },
  );
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new CommandMistake(`${path} is not well-formed JSON: ${(error as Error).message}.`);
  }
}
