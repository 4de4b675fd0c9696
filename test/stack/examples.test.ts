// The examples, installed from the packed package and run against a whole Firstlight; the model is the sandbox's.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCanaries } from '../support/canary.ts';
import { type InstalledExamples, installExamples } from '../support/examples.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';

let stage: Stage;
let examples: InstalledExamples;
let acme: StageTenant;
let hubspot: ConnectedAccount;
const printed: string[] = [];

beforeAll(async () => {
  [examples, stage] = await Promise.all([
    installExamples(),
    startStage({ world: { tenants: [{ id: 'acme', deals: 4, accounts: 4, unmatched: 0 }] } }),
  ]);
  acme = await stage.tenant('acme');
  hubspot = await acme.connect('hubspot');
}, 300_000);
afterAll(async () => {
  await stage?.stop();
  examples?.remove();
});

async function play(example: string, environment: Record<string, string> = {}) {
  const outcome = await examples.play(example, {
    FIRSTLIGHT_URL: stage.apiUrl,
    FIRSTLIGHT_TENANT_KEY: acme.key,
    ...environment,
  });
  printed.push(outcome.text);
  return outcome;
}

/** The example's agent with the sandbox's model; answers what was printed, and what the model saw. */
async function playAgent(example: string, name: string) {
  await stage.control.setModelScript({
    name,
    script: { turns: [{ calls: [{ tool: 'hubspot-search_deals', args: {} }] }, { say: 'I have looked.' }] },
  });
  const { baseUrl, apiKey } = stage.sandbox.model;
  const outcome = await play(example, {
    MODEL_URL: baseUrl,
    MODEL_KEY: apiKey,
    MODEL_NAME: 'scripted',
    INSTRUCTIONS: `script: ${name}`,
  });
  const requests = await stage.control.modelRequests({ script: name });
  return { ...outcome, requests: requests.length, seen: JSON.stringify(requests) };
}

describe('with an account that works', () => {
  it('own-client reads, runs and says what the run is worth', async () => {
    expect(await play('own-client')).toEqual({
      status: 0,
      text: '4 deals of 4\nthe run is complete, with 0 gaps\n',
    });
  });

  it.each(['ai-sdk-agent', 'langgraph-agent'])('%s hands the rows to the model', async (example) => {
    const { status, text, requests, seen } = await playAgent(example, `${example} works`);
    expect({ status, text }).toEqual({ status: 0, text: 'answer: I have looked.\n' });
    expect(requests).toBe(2);
    expect(seen).toMatch(/announced\W+4/);
  });
});

describe('with an account that is dead', () => {
  beforeAll(() => stage.control.revoke({ grant: hubspot.grant.grant }));

  it('own-client ends, and says what to open', async () => {
    const { status, text } = await play('own-client');
    expect({ status, text }).toEqual({
      status: 2,
      text: expect.stringMatching(/^blocked: http\S+\/connect\/\S+\n$/),
    });
  });

  it.each(['ai-sdk-agent', 'langgraph-agent'])(
    '%s tells the program and the model, never {}',
    async (example) => {
      const { status, text, seen } = await playAgent(example, `${example} is blocked`);
      expect({ status, text }).toEqual({
        status: 0,
        text: expect.stringMatching(/^blocked: acct_\S+ http\S+\/connect\/\S+\nanswer: I have looked\.\n$/),
      });
      expect(seen).toMatch(/status\W+blocked/);
      expect(seen).toContain('do not report it as');
    },
  );
});

it('carries declarations that a user’s compiler takes, and that hold them to the union', async () => {
  const { text, status } = await examples.compile(`
    import { firstlightTools } from 'firstlight/ai-sdk';
    import { createFirstlight } from 'firstlight/client';
    import { firstlightTools as forLangChain } from 'firstlight/langchain';
    import { verifyWebhook } from 'firstlight/webhooks';
    const client = createFirstlight({ url: 'http://127.0.0.1', key: 'k' });
    const answer = await client.callTool('acct_1', 'hubspot.search_deals', {});
    if (answer.status === 'ok') answer.result.rows?.at(0)?.key.length;
    const event = verifyWebhook({}, '', 'whsec_');
    if (event.type === 'agent.run.started') event.data.run.length;
    Object.keys(await firstlightTools(client)).length + (await forLangChain(client)).length;
    answer.result;
  `);
  expect({ status, errors: text.match(/error TS/g)?.length, text }).toMatchObject({
    status: expect.any(Number),
    errors: 1,
    text: expect.stringContaining("Property 'result' does not exist"),
  });
  expect(status).not.toBe(0);
});

it('is where /llms.txt begins, which needs no key', async () => {
  const answer = await fetch(new URL('/llms.txt', stage.apiUrl));
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await answer.text()).toMatch(/^# Firstlight\n/);
});

it('prints no secret', () => {
  expect(printed.flatMap((text) => findCanaries('an example', text))).toEqual([]);
});
