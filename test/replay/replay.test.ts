// Today's workflow code meets yesterday's histories: a change that would break a run that is under way fails here. Recorded
// by the flow tests with FIRSTLIGHT_RECORD_HISTORIES=1; kept when the code changes, so that old ones stay.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { bundleOwnRuns } from '../../src/temporal/bundle-own-runs.ts';
import { createPayloadCodec } from '../../src/temporal/payload-codec.ts';
import { createPayloads } from '../../src/temporal/payloads.ts';
import { workflowBundlePath } from '../../src/temporal/workflow-bundle.ts';
import { createKeyRing, generateMasterKey } from '../../src/vault/key-ring.ts';
import { historiesFolder } from '../support/record-history.ts';

// As a worker of today has it: these histories are plain, and what replay makes of them is sealed.
const dataConverter = createPayloads(
  createPayloadCodec(createKeyRing(new Secret(generateMasterKey('k1'))), 'sealing'),
);
/** The workflow of runs that are a user's own, as the example has it. */
const ownWorkflow = {
  kind: 'weeklyDeals',
  workflowPath: fileURLToPath(new URL('../../examples/own-run/workflows.mjs', import.meta.url)),
};
let ownCode: string;
const recorded = readdirSync(historiesFolder).filter((file) => file.endsWith('.json'));

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  ownCode = await bundleOwnRuns([ownWorkflow]);
});

describe('the recorded histories', () => {
  it('are there', () => {
    expect(recorded.length).toBeGreaterThanOrEqual(5);
  });

  it.each(recorded)('replays %s', async (file) => {
    const history = historyFromJSON(JSON.parse(readFileSync(new URL(file, historiesFolder), 'utf8')));
    const workflowBundle = file.startsWith('own-run') ? { code: ownCode } : { codePath: workflowBundlePath };
    await Worker.runReplayHistory({ workflowBundle, dataConverter }, history);
  });
});
