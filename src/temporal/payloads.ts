// What every client and every worker turns values into payloads with, and back. Asked of whoever connects, so that nobody can
// forget it: one process without it would write plainly what the others seal.

import { fileURLToPath } from 'node:url';
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { packageRoot } from '../package-root.ts';

export type Payloads = DataConverter;

/** Built into the workflow bundle, and loaded by path from everywhere else. */
export const failureConverterPath = fileURLToPath(
  new URL('dist/workflows/failure-converter.js', packageRoot),
);

export const createPayloads = (codec: PayloadCodec): Payloads => ({
  failureConverterPath,
  payloadCodecs: [codec],
});

/** For what asks the server about itself and never reads or writes a value of ours. */
export const noPayloads: Payloads = {};
