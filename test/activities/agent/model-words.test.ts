// What a model is shown, told, and refused: pure parts of a turn. No server.
import { describe, expect, it } from 'vitest';
import { checkAnswer, findSchemaMistake } from '../../../activities/agent/check-answer.ts';
import { composeMessages } from '../../../activities/agent/compose-messages.ts';
import { examineCalls, mostCallsPerTurn } from '../../../activities/agent/examine-calls.ts';
import { offerTools, readRowsName, showTools } from '../../../activities/agent/offered-tools.ts';
import { tellReport } from '../../../activities/agent/tell-result.ts';
import { tools } from '../../../activities/tools/index.ts';
import type { AgentOrder } from '../../../src/domain/agent.ts';
import { type FailureCode, failures } from '../../../src/domain/failures.ts';
import type { AccountId } from '../../../src/domain/ids.ts';
import type { ModelAnswer } from '../../../src/models/ask-model.ts';
import type { ConversationEntry } from '../../../src/vault/conversations.ts';

const accountOf = (id: string, provider: string) => ({
  id: id as AccountId,
  provider,
  label: `${provider} ${id}`,
});
const two = [
  accountOf('acct_1', 'hubspot'),
  accountOf('acct_2', 'hubspot'),
  accountOf('acct_3', 'salesforce'),
];
const order = { answerSchema: null } as AgentOrder;

describe('tools as a model is offered them', () => {
  it('have names that models’ APIs take, each its own', () => {
    const names = showTools(
      offerTools(
        tools,
        [...two, accountOf('g', 'google'), accountOf('s', 'slack')],
        tools.map(({ name }) => name),
      ),
      order,
    ).map(({ name }) => name);
    expect(names.length).toBe(tools.length + 1);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  });

  it('ask for an account only where there is a choice, and leave out what reaches anything unless it is named', () => {
    const shown = showTools(offerTools(tools, two, null), order);
    const find = (name: string) => shown.find((one) => one.name === name);
    expect(find('hubspot-search_deals')!.inputSchema).toMatchObject({
      properties: { account: { enum: ['acct_1', 'acct_2'] } },
      required: expect.arrayContaining(['account']),
    });
    expect(find('salesforce-query')!.inputSchema.properties).not.toHaveProperty('account');
    expect(find('http-request')).toBeUndefined();
    expect(find('google-write_sheet')).toBeUndefined();
    expect(offerTools(tools, two, ['http.request']).map(({ name }) => name)).toEqual(['http-request']);
  });

  it('leave no tool an input that is named like the choice of account', () => {
    const own = tools.filter((tool) => 'account' in ((tool.input as { shape?: object }).shape ?? {}));
    expect(own).toEqual([]);
  });
});

describe('calls a model has written', () => {
  const offered = offerTools(tools, two, null);
  const examine = (name: string, input: Record<string, unknown> | null, withRows: string[] = []) =>
    examineCalls([{ id: 'c1', name, input }], offered, new Set(withRows))[0]!;

  it('go to the account they name, with the input the tool takes and no other', () => {
    const { asked, answered } = examine('hubspot-search_deals', { account: 'acct_2', pageSize: 10 });
    expect(asked).toMatchObject({ kind: 'tool', tool: 'hubspot.search_deals', account: 'acct_2' });
    expect(answered.input).toEqual({ pageSize: 10 });
    expect(examine('hubspot-search_deals', { account: 'acct_3' }).asked).toMatchObject({
      kind: 'mistaken',
      problem: { message: expect.stringContaining('account must be one of acct_1') },
    });
    expect(examine('hubspot-search_deals', {}).asked.kind).toBe('mistaken');
  });

  it('are the same call for the same input, in whatever order it was written', () => {
    const one = examine('hubspot-search_deals', { account: 'acct_1', pageSize: 10, properties: ['a'] });
    const other = examine('hubspot-search_deals', { properties: ['a'], pageSize: 10, account: 'acct_1' });
    const third = examine('hubspot-search_deals', { account: 'acct_2', pageSize: 10, properties: ['a'] });
    expect(one.asked.inputDigest).toBe(other.asked.inputDigest);
    expect(one.asked.inputDigest).not.toBe(third.asked.inputDigest);
  });

  it.each(['hubspot-search_deals', 'hubspot.search_deals', 'hubspot_search_deals'])(
    'are found under the name shown, our own, and the one of old conversations: %s',
    (name) => {
      expect(examine(name, { account: 'acct_1' }).asked).toMatchObject({
        kind: 'tool',
        tool: 'hubspot.search_deals',
      });
    },
  );

  it('may name rows of calls that have some, and of no others: a write of rows that are not there would write none', () => {
    const input = { ids: { rowsOf: 't1.1', field: 'x' }, fields: ['Name'] };
    expect(examine('salesforce-accounts_by_ids', input, ['t1.1']).asked.kind).toBe('tool');
    expect(examine('salesforce-accounts_by_ids', input, ['t1.2']).asked).toMatchObject({
      kind: 'mistaken',
      problem: { message: expect.stringContaining('there are t1.2') },
    });
    expect(examine(readRowsName, { of: 't1.1' }, ['t1.1']).asked.kind).toBe('built_in');
    expect(examine(readRowsName, { of: 't1.1' }).asked.kind).toBe('mistaken');
  });

  it('are so many a turn and no more, and those beyond are on record under their tool', () => {
    const written = Array.from({ length: mostCallsPerTurn + 1 }, (_, index) => ({
      id: `c${index}`,
      name: 'hubspot-search_deals',
      input: { account: 'acct_1' },
    }));
    const examined = examineCalls(written, offered, new Set());
    expect(examined.filter(({ asked }) => asked.kind === 'tool')).toHaveLength(mostCallsPerTurn);
    expect(examined.at(-1)!.asked).toMatchObject({ kind: 'mistaken', tool: 'hubspot.search_deals' });
  });
});

describe('what a model is told of a call', () => {
  const receipt = {
    rows: 3,
    announced: 3,
    unmatched: 0,
    pages: 1,
    lastPageSeen: true,
    tokenVersions: null,
    startedAt: 0,
    finishedAt: 1,
    facts: {},
  };
  const rows = ['a', 'b', 'c'].map((key) => ({ key, value: { text: key.repeat(40) }, readAt: 0 }));
  const read = async () => rows;
  const ref = { turn: 1, call: 1 };

  it('shows rows as far as there is room, and where the others are', async () => {
    const all = JSON.parse((await tellReport({ ...ref, status: 'ok', receipt }, read, 1_000)).text);
    expect(all).toMatchObject({ status: 'ok', call: 't1.1', rows: 3, isAll: true });
    const some = JSON.parse((await tellReport({ ...ref, status: 'ok', receipt }, read, 130)).text);
    expect(some.shown).toHaveLength(2);
    expect(some.more).toBe('read_rows {"of":"t1.1","after":"b"}');
    const cut = JSON.parse((await tellReport({ ...ref, status: 'ok', receipt }, read, 20)).text);
    expect(cut).toMatchObject({ key: 'a', note: expect.stringContaining('"from":20') });
  });

  it('calls what is short of the announced number incomplete', async () => {
    const { text, facts } = await tellReport(
      { ...ref, status: 'ok', receipt: { ...receipt, announced: 9 } },
      read,
      999,
    );
    expect(JSON.parse(text)).toMatchObject({ status: 'incomplete', rows: 3, announced: 9 });
    expect(facts.status).toBe('incomplete');
  });

  it.each(Object.keys(failures) as FailureCode[])(
    'says nothing of credentials where a call failed by %s',
    async (code) => {
      const message = 'the grant lacks a permission; reauthorize the account';
      const { text } = await tellReport(
        { ...ref, status: 'failed', problem: { code, message, facts: {} } },
        read,
        999,
      );
      const isToldAsIs = /^(provider|tool|run|plan|model)\./.test(code);
      expect(text.includes(message)).toBe(isToldAsIs);
    },
  );
});

describe('a conversation that grows', () => {
  const entriesOf = (turns: number): ConversationEntry[] =>
    Array.from({ length: turns }, (_, index): ConversationEntry[] => [
      {
        turn: index + 1,
        part: 'told',
        number: 1,
        at: 0,
        content: {
          kind: 'result',
          toolCallId: `c${index}`,
          toolName: 'x',
          text: 'r'.repeat(3_000),
          reference: 'short',
        },
        facts: { call: `t${index}.1`, status: 'ok', rows: 1 },
      },
      {
        turn: index + 1,
        part: 'answer',
        number: 0,
        at: 0,
        content: { message: { role: 'assistant', content: 'ok' }, text: 'ok', calls: [] },
        facts: { leftOutThrough: 0 },
      },
    ]).flat();

  it('leaves the oldest results out, by reference, with room to spare, and never those of the turn itself', () => {
    const entries = entriesOf(10);
    expect(composeMessages('task', entries, 10, 20_000).leftOut).toEqual([]);
    const tight = composeMessages('task', entries, 10, 8_000);
    expect(tight.tokens).toBeLessThanOrEqual(8_000 * 0.6);
    expect(tight.leftOut[0]).toBe('t0.1');
    expect(tight.leftOut).not.toContain('t9.1');
    expect(JSON.stringify(tight.messages)).toContain('short');
    expect(() => composeMessages('task', entries, 10, 500)).toThrow(/larger than the model reads/);
  });
});

describe('a final answer', () => {
  const said = (text: string, input?: Record<string, unknown>): ModelAnswer => ({
    text,
    calls: input ? [{ id: 'c', name: 'final_answer', input }] : [],
    message: { role: 'assistant', content: text },
    finish: 'stop',
    inputTokens: 1,
    outputTokens: 1,
  });
  const schema = { type: 'array', items: { type: 'string' }, minItems: 1 };

  it('is taken from its tool, from JSON, or from a fence around it', () => {
    expect(checkAnswer(said('', { answer: ['a'] }), schema)).toEqual({ kind: 'right', answer: ['a'] });
    expect(checkAnswer(said('["a"]'), schema)).toEqual({ kind: 'right', answer: ['a'] });
    expect(checkAnswer(said('```json\n["a"]\n```'), schema)).toEqual({ kind: 'right', answer: ['a'] });
    expect(checkAnswer(said('[]'), schema).kind).toBe('mistaken');
    expect(checkAnswer(said('a'), schema).kind).toBe('mistaken');
    expect(checkAnswer({ ...said('["a"]'), finish: 'length' }, schema).kind).toBe('mistaken');
    expect(checkAnswer(said(' '), null).kind).toBe('mistaken');
  });

  it('is not ordered in a form that could not be checked', () => {
    expect(findSchemaMistake(schema)).toBeNull();
    expect(findSchemaMistake({ type: 'object', if: {} })).toContain('if/then/else');
    expect(findSchemaMistake({ $ref: 'https://example.com/schema' })).toContain('$ref');
    expect(findSchemaMistake({ type: 'objekt' })).not.toBeNull();
  });
});
