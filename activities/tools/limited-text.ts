// Reads a body up to a limit, counted as it arrives: an answer of any size must not fill the worker's memory.

import { Failure } from '../../src/domain/failures.ts';
import { brokenOff } from './provider-answer.ts';

export async function readLimitedText(
  response: Response,
  { limitBytes, signal }: { readonly limitBytes: number; readonly signal: AbortSignal },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      // Leaving the loop cancels the body.
      if (size > limitBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw brokenOff('the provider', error);
  }
  if (size > limitBytes) {
    throw new Failure(
      'tool.refused',
      `the answer is larger than ${limitBytes / 1024} KB, the most this tool takes; ask for fewer records or fields`,
      { facts: { limitBytes } },
    );
  }
  return Buffer.concat(chunks).toString('utf8');
}
