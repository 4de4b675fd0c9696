// Where the workflow code of the workers lies: compiled once by the build, so that a worker starts in a quarter second.

import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';

export const workflowBundlePath = fileURLToPath(new URL('dist/workflow-bundle.js', packageRoot));
export const workflowsPath = fileURLToPath(new URL('dist/workflows/index.js', packageRoot));
