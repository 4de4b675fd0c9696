// The search itself must be able to find something. No server.
import { expect, it } from 'vitest';
import { canaryMarks, findCanaries } from './canary.ts';

it.each(canaryMarks)('finds %s in plain text, in hex and inside base64 at any alignment', (mark) => {
  const token = `00D!${mark}-0123456789`;
  for (const padding of ['', 'x', 'xy']) {
    const hidden = [
      `{"token":"${token}"}`,
      Buffer.from(padding + token).toString('hex'),
      Buffer.from(padding + token).toString('base64'),
    ];
    for (const text of hidden) expect(findCanaries('here', text)).not.toEqual([]);
  }
  expect(findCanaries('here', 'nothing to see, "[redacted]"')).toEqual([]);
});
