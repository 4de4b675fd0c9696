// Bundles our workflow code with that of the runs an extension brings, at the start of a worker that has any; others take the
// bundle of the build (workflow-bundle.ts). The bundler refuses workflow code that reaches Node's modules.

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type BundleOptions, bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { Failure } from '../domain/failures.ts';
import { packageRoot } from '../package-root.ts';
import { failureConverterPath } from './payloads.ts';
import { workflowsPath } from './workflow-bundle.ts';

export interface OwnWorkflow {
  /** Exported under this name, and started by it. */
  readonly kind: string;
  readonly workflowPath: string;
}

const inPackage = (path: string): string => fileURLToPath(new URL(path, packageRoot));
const { resolve } = createRequire(import.meta.url);

/** These must be the ones of this process, whichever copies lie beside the user's file, or none. */
const ours = {
  'firstlight/workflow$': inPackage('dist/workflows/own-run.js'),
  '@temporalio/workflow$': resolve('@temporalio/workflow'),
  '@temporalio/common$': resolve('@temporalio/common'),
};

export async function bundleOwnRuns(runs: readonly OwnWorkflow[]): Promise<string> {
  const complaints: string[] = [];
  const logger = new DefaultLogger('WARN', ({ message }) => complaints.push(message));
  const lines = runs
    .map(({ kind, workflowPath }) => `export { ${kind} } from ${JSON.stringify(workflowPath)};`)
    .join('\n');
  try {
    const webpackConfigHook = (config: WebpackConfig): WebpackConfig => withExports(config, lines);
    const { code } = await bundleWorkflowCode({
      workflowsPath,
      failureConverterPath,
      logger,
      webpackConfigHook,
    });
    return code;
  } catch (error) {
    const files = [...new Set(runs.map((run) => run.workflowPath))].join(', ');
    throw new Failure(
      'app.misconfigured',
      `The workflow code of ${files} (FIRSTLIGHT_EXTENSIONS) cannot be bundled. Nothing was started.\n${explain(complaints, error as Error)}`,
    );
  }
}

/** The bundler's log has all its modules first; what it would not take stands behind them, or in what it threw. */
function explain(complaints: readonly string[], thrown: Error): string {
  const log = complaints.find((one) => one.includes('ERROR in'));
  const said = log === undefined ? thrown.message.split('HINT')[0]! : log.slice(log.indexOf('ERROR in'));
  const lines = said.split('\n').filter((line) => !/^\s+(at|@) /.test(line));
  return lines.join('\n').trim().slice(0, 1_500);
}

type WebpackConfig = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

function withExports(config: WebpackConfig, lines: string): WebpackConfig {
  const { module, resolve: resolving } = config;
  const javascript = { ...module?.parser?.javascript, exportsPresence: 'error' };
  return {
    ...config,
    resolve: { ...resolving, alias: { ...resolving?.alias, ...ours } },
    module: {
      ...module,
      // A name that the user's file does not export is said now, not when the first run of that kind stands still.
      parser: { ...module?.parser, javascript },
      rules: [
        ...(module?.rules ?? []),
        {
          test: (path: string) => path === workflowsPath,
          use: { loader: inPackage('dist/src/temporal/append-exports.js'), options: { lines } },
        },
      ],
    },
  } as WebpackConfig;
}
