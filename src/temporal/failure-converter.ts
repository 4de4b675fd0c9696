// Puts a failure's message and stack trace into a payload, so that the codec seals them, too. Loaded by its path: into the
// workflow bundle by the build, and by client and worker where payloads are sealed (data-converter.ts).

import { DefaultFailureConverter } from '@temporalio/common';

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
