// How failures are written into histories: message and stack trace go through the payload codec with everything else, where
// there is one. The worker bundles this file into the workflow code, and clients load it by path.

import { DefaultFailureConverter } from '@temporalio/common';

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
