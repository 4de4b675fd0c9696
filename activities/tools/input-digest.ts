// Whether a checkpoint belongs to the input at hand: a step whose input changed under it must start over, not continue.

import { createHash } from 'node:crypto';

export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
