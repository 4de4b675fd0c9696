// A tool of an extension that forgets what the built-in ones never do: it gets nowhere with it. The provider is real HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool, type ToolContext } from '../../../activities/tools/define-tool.ts';
import { holdToEvidence } from '../../../activities/tools/own-tool.ts';
import { Failure } from '../../../src/domain/failures.ts';
import { answerJson, startServer, type TestServer } from '../../support/http-server.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool } from '../../support/tool-call.ts';

let provider: TestServer;
beforeAll(async () => {
  provider = await startServer(({ url }, response) => {
    const status = Number(/\d{3}/.exec(url ?? '')?.[0] ?? 200);
    if (status === 429) response.setHeader('retry-after', '7');
    answerJson(response, status, { items: [] });
  });
});
afterAll(() => provider.stop());

const receipt = { rows: 0, announced: 0, unmatched: 0, pages: 1, lastPageSeen: true, facts: {} };
const empty = { status: 'empty', receipt } as const;
const ok = { status: 'ok', receipt: { ...receipt, rows: 1, announced: 1 } } as const;

type Run = (context: ToolContext<object>) => Promise<unknown>;
const call = (run: Run, step = createMemoryRun().openStep('step')) =>
  callTool(
    holdToEvidence(
      defineTool({
        name: 'own.tool',
        provider: 'hubspot',
        scopes: [],
        effect: 'read',
        description: 'Does what the test says.',
        input: z.strictObject({}),
        run: run as never,
      }),
    ),
    {},
    {
      openFetch: openPlainAccount({
        provider: 'hubspot',
        apiBaseUrl: provider.url,
        apiOrigins: [provider.url],
        tokens: ['t'],
      }),
      step,
    },
  );

describe('what it returns', () => {
  it.each<[string, unknown, RegExp]>([
    ['{}', {}, /own\.tool ended without evidence.*must have a status/],
    ['nothing', undefined, /must have a status/],
    ['rows and no receipt', { status: 'ok', rows: [] }, /receipt: .*; .*rows/s],
    ['a receipt without counts', { status: 'ok', receipt: {} }, /receipt\.rows/],
    ['counts that are none', { status: 'ok', receipt: { ...receipt, rows: -1 } }, /receipt\.rows/],
    ['empty with rows', { status: 'empty', receipt: { ...receipt, rows: 3 } }, /says empty and has rows/],
    ['a value that is no JSON', { ...ok, value: { at: new Date() } }, /value/],
  ])('is no end when it is %s', async (_, ended, says) => {
    const ending = call(async ({ fetch }) => {
      await fetch('/200');
      return ended;
    });
    await expect(ending).rejects.toMatchObject({ code: 'bug', message: expect.stringMatching(says) });
  });

  it('is a result when it proves something', async () => {
    const ended = async (outcome: unknown) =>
      (
        await call(async ({ fetch }) => {
          await fetch('/200');
          return outcome;
        })
      ).status;
    expect(await ended(ok)).toBe('ok');
    expect(await ended(empty)).toBe('empty');
  });

  it('must count what it has saved', async () => {
    const ending = call(async ({ step }) => {
      await step.savePage({
        rows: [
          { key: 'a', value: {} },
          { key: 'b', value: {} },
        ],
        checkpoint: null,
      });
      return ok;
    });
    await expect(ending).rejects.toThrow(/has 1 rows, and it has saved 2 distinct keys/);
  });
});

describe('a refusal that it overlooked', () => {
  it.each([
    [401, 'grant.permission_missing'],
    [403, 'grant.permission_missing'],
  ])('%i ends it as failed, whatever it says', async (status, code) => {
    const overlooking: Run = async ({ fetch }) => {
      const { items } = (await (await fetch(`/${status}`)).json()) as { items: unknown[] };
      return { status: 'empty', receipt: { ...receipt, rows: items.length } };
    };
    expect(await call(overlooking)).toMatchObject({ status: 'failed', problem: { code } });
  });

  it.each([
    [429, 'provider.rate_limited', 7_000],
    [503, 'provider.unavailable', null],
  ])('%i is tried again, whatever it says', async (status, code, retryAfterMs) => {
    const overlooking: Run = async ({ fetch }) => {
      await fetch('/200');
      await fetch(`/${status}`);
      return ok;
    };
    await expect(call(overlooking)).rejects.toMatchObject({ code, retryAfterMs });
  });

  it('is its own business where it went on and was answered', async () => {
    const goingOn: Run = async ({ fetch }) => {
      await fetch('/403');
      await fetch('/200');
      return ok;
    };
    expect((await call(goingOn)).status).toBe('ok');
  });
});

describe('“empty”', () => {
  it('is not for the tool to say', async () => {
    await expect(call(async () => empty)).rejects.toThrow(/only a provider can say that there is nothing/);
    const notFound: Run = async ({ fetch }) => {
      await fetch('/404');
      return empty;
    };
    await expect(call(notFound)).rejects.toThrow(/answered with a 2xx/);
  });

  it('may have been said in an execution before', async () => {
    const step = createMemoryRun().openStep('step');
    await step.savePage({ rows: [], checkpoint: { place: 1, startedAt: 1, tokenVersions: [1, 1] } });
    expect((await call(async () => empty, step)).status).toBe('empty');
  });
});

it('takes a failure of another copy of the package for what it says', async () => {
  class Failure2 extends Error {
    override name = 'Failure';
    code = 'tool.refused';
    facts = { status: 409 };
    retryAfterMs = null;
  }
  const result = await call(async () => Promise.reject(new Failure2('the order is closed')));
  expect(result).toMatchObject({
    status: 'failed',
    problem: { code: 'tool.refused', message: 'the order is closed', facts: { status: 409 } },
  });
  expect(new Failure2('x')).not.toBeInstanceOf(Failure);
});
