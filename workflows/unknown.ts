// Stands in for workflows that this worker does not know: runs of a kind whose extension it was not given. Such a run stands
// still until a worker takes it that has the extension, and the log says so.

import { log, workflowInfo } from '@temporalio/workflow';

export async function unknownWorkflow(): Promise<never> {
  const says = `this worker has no workflow "${workflowInfo().workflowType}"`;
  log.error(
    `${says}: name the extension that brings it in its FIRSTLIGHT_EXTENSIONS; until then the run stands still`,
  );
  // No failure of the run: another worker may have it, or this one after its next start.
  throw new Error(says);
}
