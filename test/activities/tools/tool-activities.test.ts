// The durable form of a call, in Temporal's own activity environment; no server.
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool, type ToolContext, type ToolOutcome } from '../../../activities/tools/define-tool.ts';
import { createToolActivities, valueKey } from '../../../activities/tools/tool-activities.ts';
import { Failure } from '../../../src/domain/failures.ts';
import type { RunId } from '../../../src/domain/ids.ts';
import type { Json, ToolCall, ToolEffect } from '../../../src/domain/tool.ts';
import { startServer } from '../../support/http-server.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { openPlainAccount, testAccount } from '../../support/plain-fetch.ts';

const receipt = { rows: 0, announced: null, unmatched: 0, pages: 1, lastPageSeen: true, facts: {} };
const call: ToolCall = {
  ...testAccount,
  run: 'run_1' as RunId,
  step: 'step',
  tool: 'test.tool',
  input: {},
};

function stage(
  run: (context: ToolContext<object>) => Promise<ToolOutcome>,
  { origin = 'http://127.0.0.1:9', effect = 'read' as ToolEffect } = {},
) {
  const tool = defineTool({
    name: 'test.tool',
    provider: 'any',
    scopes: [],
    effect,
    description: 'Does what the test says.',
    input: z.strictObject({}),
    run,
  });
  const store = createMemoryRun();
  const openFetch = openPlainAccount({
    provider: 'hubspot',
    apiBaseUrl: origin,
    apiOrigins: [origin],
    tokens: ['t'],
  });
  const activities = createToolActivities([tool], {
    openFetch,
    openStep: ({ step }) => store.openStep(step),
    readWritten: async () => ({}),
  });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  return { store, environment, execute: () => environment.run(activities['test.tool']!, call) };
}

async function failureOf(execution: Promise<unknown>): Promise<Error> {
  const ended = await execution.catch((error: unknown) => error);
  if (ended instanceof Error) return ended;
  throw new Error('the call ended well');
}

const answering = (value: Json) => async (): Promise<ToolOutcome> => ({ status: 'ok', receipt, value });

describe('a tool activity', () => {
  it('turns a failure into a code, its facts and the delay, without a cause', async () => {
    const { execute } = stage(() =>
      Promise.reject(
        new Failure('provider.rate_limited', 'later', { retryAfterMs: 7_000, facts: { status: 429 } }),
      ),
    );

    const error = await failureOf(execute());

    expect(error).toBeInstanceOf(ApplicationFailure);
    expect(error).toMatchObject({
      type: 'provider.rate_limited',
      nonRetryable: false,
      nextRetryDelay: 7_000,
      details: [{ status: 429 }],
    });
    expect(error.cause).toBeUndefined();
  });

  it('tries nothing again that needs the operator', async () => {
    const { execute } = stage(() => Promise.reject(new Failure('app.misconfigured', 'the API is off')));

    await expect(execute()).rejects.toMatchObject({ type: 'app.misconfigured', nonRetryable: true });
  });

  it('tells of a bug where it is, not what it choked on', async () => {
    const { execute } = stage(() => Promise.reject(new TypeError('cannot read Bearer secret-token')));

    const error = await failureOf(execute());

    expect(error).toMatchObject({ type: 'bug' });
    expect(error.message).toContain('TypeError at ');
    expect(JSON.stringify(error) + error.message).not.toContain('secret-token');
  });

  it('heartbeats while a call lasts, and stops when it ends', async () => {
    let release = (): void => {};
    const { environment, execute } = stage(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { status: 'ok', receipt };
    });
    let heartbeats = 0;
    const two = new Promise<void>((resolve) => {
      environment.on('heartbeat', () => ++heartbeats === 2 && resolve());
    });

    const running = execute();
    await two;
    release();

    expect(await running).toMatchObject({ status: 'ok' });
  });

  it('ends a request that is under way when the call is cancelled', async () => {
    const server = await startServer(() => {});
    const { environment, execute } = stage(
      async ({ fetch, signal }) => {
        const pending = fetch('/slow', { signal });
        environment.cancel();
        await pending;
        return { status: 'ok', receipt };
      },
      { origin: server.url },
    );

    await expect(execute()).rejects.toBeInstanceOf(CancelledFailure);
    await server.stop();
  });

  it('ends a wait between two tries when the call is cancelled', async () => {
    const { environment, execute } = stage(async ({ signal }) => {
      const pause = sleep(60_000, undefined, { signal });
      environment.cancel();
      await pause;
      return { status: 'ok', receipt };
    });

    await expect(execute()).rejects.toBeInstanceOf(CancelledFailure);
  });

  it('does not let a write seem undone because its answer could not be kept', async () => {
    const { store, execute } = stage(answering({ status: 201 }), { effect: 'once' });
    store.openStep = (id) => ({
      ...createMemoryRun().openStep(id),
      savePage: () => Promise.reject(new Failure('store.unavailable', 'away')),
    });

    expect(await execute()).toMatchObject({ status: 'ok', receipt: { facts: { answerLost: true } } });
  });

  it('keeps what a call answers as a row, where the run’s rows are read', async () => {
    const { store, execute } = stage(answering({ status: 200 }));

    const result = await execute();

    expect(result).toMatchObject({ status: 'ok', value: { status: 200 } });
    expect(store.rowsOf('step')).toEqual([{ key: valueKey, value: { value: { status: 200 } } }]);
  });

  it('keeps a large answer out of the history', async () => {
    const { store, execute } = stage(answering({ text: 'x'.repeat(5_000) }));

    const result = await execute();

    expect(JSON.stringify(result).length).toBeLessThan(500);
    expect(result).toMatchObject({ value: { keptAs: valueKey, bytes: expect.any(Number) } });
    expect(JSON.stringify(store.rowsOf('step'))).toContain('x'.repeat(5_000));
  });

  it('gives the tool the same key at every execution of a call', async () => {
    const keys: string[] = [];
    const { execute } = stage(async ({ callKey }) => {
      keys.push(callKey);
      return { status: 'ok', receipt };
    });

    await execute();
    await execute();

    expect(keys).toEqual(['acme:run_1:step', 'acme:run_1:step']);
  });
});
