// docs/limits.md and docs/llms.txt keep to what there is. No server.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mostCallsPerTurn } from '../../activities/agent/examine-calls.ts';
import { usualAgentLimits } from '../../src/domain/agent.ts';
import { mostSteps } from '../../src/domain/plan.ts';
import { toolAnswerSchema } from '../../src/http/call-tool.ts';
import { describeApi } from '../../src/http/describe-api.ts';
import { mostBytes } from '../../src/http/mcp/fit-rows.ts';
import { mostItems } from '../../src/http/paging.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
/** A constant that its file keeps to itself. */
const constantOf = (file: string, name: string) =>
  new RegExp(`const ${name} = ([^;]+);`).exec(read(file))?.[1] ?? `no ${name} in ${file}`;

const limits = read('docs/limits.md');
const row = (what: string) => limits.split('\n').find((line) => line.startsWith(`| ${what} |`)) ?? '';
const firstNumber = (text: string) => Number(/\d+/.exec(text.split('|')[2] ?? '')?.[0]);

it.each([
  ['items of a page (`limit`)', mostItems],
  ['steps of a run of kind `steps`', mostSteps],
  ['tool calls of one turn', mostCallsPerTurn],
  [
    'rows handed to a tool in its input',
    Number(constantOf('activities/tools/row-source.ts', 'mostInlineRows')),
  ],
  [
    'rows of a result that a model is shown',
    Number(constantOf('activities/agent/tell-result.ts', 'mostPreviewRows')),
  ],
  ['starts of one backfill', Number(constantOf('src/http/routes/schedule-starts.ts', 'mostBackfilled'))],
])('the limit of %s is %i', (what, limit) => {
  expect(firstNumber(row(what))).toBe(limit);
});

it('has the other limits as the code has them', () => {
  expect(constantOf('src/http/app.ts', 'longestBodyBytes')).toBe('1024 * 1024');
  expect(row('body of a request')).toContain('1 MB');
  expect(constantOf('workflows/late-fill-start.ts', 'longestLateFillMs')).toBe('7 * DAY');
  expect(constantOf('src/vault/recorded-answers.ts', 'longestRequestMs')).toBe('10 * MINUTE');
  expect(row('turns of an agent’s run'.replace('’', "'"))).toContain(`${usualAgentLimits.turns} if not said`);
  expect(limits).toContain(`at most ${mostBytes / 1024} KB`);
});

it('names in llms.txt only calls that there are, and every way a tool call ends', () => {
  const text = read('docs/llms.txt');
  const { paths } = describeApi() as { paths: Record<string, Record<string, unknown>> };
  const named = [...text.matchAll(/`(GET|POST|PUT|DELETE) ([^\s`?]+)/g)];
  expect(named.length).toBeGreaterThan(6);
  for (const [, method, path] of named) {
    const there = Object.entries(paths).some(
      ([pattern, methods]) => pattern === path && method!.toLowerCase() in methods,
    );
    expect({ method, path, there }).toEqual({ method, path, there: true });
  }
  for (const status of toolAnswerSchema.shape.status.options) expect(text).toContain(`\`${status}\``);
});
