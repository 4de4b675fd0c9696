// Bundles the workflow code. The bundler is a wall, too: it fails on workflow code that reaches Node's modules.

import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { failureConverterPath } from './payloads.ts';
import { workflowBundlePath, workflowsPath } from './workflow-bundle.ts';

const { code } = await bundleWorkflowCode({
  workflowsPath,
  failureConverterPath,
  logger: new DefaultLogger('WARN'),
});
await writeFile(workflowBundlePath, code);
