// Bundles the workflow code. The bundler is a wall, too: it fails on workflow code that reaches Node's modules.

import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { workflowBundlePath, workflowsPath } from './workflow-bundle.ts';

const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
await writeFile(workflowBundlePath, code);
