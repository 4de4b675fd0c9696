// What a model has asked for, looked at before anything of it is done: which tool, which account, is the input right, are the
// rows there that it names. A mistake is told to the model, in words it can act on, and costs no provider a request.

import { createHash } from 'node:crypto';
import type { AskedCall } from '../../src/domain/agent-turn.ts';
import type { FailureCode } from '../../src/domain/failures.ts';
import type { AccountId } from '../../src/domain/ids.ts';
import { rowsOfIn } from '../../src/domain/plan.ts';
import type { Json, Problem } from '../../src/domain/tool.ts';
import type { WrittenCall } from '../../src/models/ask-model.ts';
import type { AnsweredCall } from './conversation.ts';
import {
  finalAnswerName,
  findOffered,
  type OfferedTool,
  readRowsInput,
  readRowsName,
} from './offered-tools.ts';

export const mostCallsPerTurn = 16;

export interface ExaminedCall {
  readonly asked: AskedCall;
  readonly answered: AnsweredCall;
}

export function examineCalls(
  written: readonly WrittenCall[],
  offered: readonly OfferedTool[],
  withRows: ReadonlySet<string>,
): ExaminedCall[] {
  return written.map((one, index) => {
    const call = index + 1;
    const { tool, account, input, problem } =
      call > mostCallsPerTurn
        ? wrong(
            one,
            'tool.refused',
            `one turn may make at most ${mostCallsPerTurn} calls; make this one in the next`,
            findOffered(offered, one.name)?.tool.name,
          )
        : examine(one, offered, withRows);
    const about = { call, tool, inputDigest: digestOf([tool, account, input]) };
    return {
      asked: problem
        ? { ...about, kind: 'mistaken', account, problem }
        : account === null
          ? { ...about, kind: 'built_in' }
          : { ...about, kind: 'tool', account },
      answered: { call, id: one.id, name: one.name, input },
    };
  });
}

interface Examined {
  readonly tool: string;
  readonly account: AccountId | null;
  readonly input: Json;
  readonly problem: Problem | null;
}

function examine(
  written: WrittenCall,
  offered: readonly OfferedTool[],
  withRows: ReadonlySet<string>,
): Examined {
  const { name, input } = written;
  if (name === finalAnswerName)
    return wrong(written, 'tool.refused', `call ${finalAnswerName} alone, when all other results are in`);
  const found = findOffered(offered, name);
  if (!found && name !== readRowsName) {
    const names = [...offered.map((one) => one.name), readRowsName].join(', ');
    return wrong(written, 'tool.unknown', `there is no tool of that name; there are ${names}`);
  }
  if (input === null)
    return wrong(written, 'tool.input_invalid', 'the arguments are not one JSON object', found?.tool.name);
  const missing = (given: unknown): string | undefined => rowsOfIn(given).find((call) => !withRows.has(call));
  if (!found) {
    const read = readRowsInput.safeParse(input);
    if (!read.success) return wrong(written, 'tool.input_invalid', describe(read.error.issues));
    if (!withRows.has(read.data.of))
      return wrong(written, 'tool.input_invalid', noRows(read.data.of, withRows));
    return { tool: readRowsName, account: null, input: read.data as Json, problem: null };
  }
  const { account: named, ...rest } = input;
  const account =
    found.accounts.length === 1 ? found.accounts[0] : found.accounts.find(({ id }) => id === named);
  if (!account || (named !== undefined && named !== account.id)) {
    const ids = found.accounts.map(({ id, label }) => `${id} (${label})`).join(', ');
    return wrong(written, 'tool.input_invalid', `account must be one of ${ids}`, found.tool.name);
  }
  const parsed = found.tool.input.safeParse(rest);
  if (!parsed.success)
    return wrong(written, 'tool.input_invalid', describe(parsed.error.issues), found.tool.name, account.id);
  const absent = missing(rest);
  if (absent !== undefined)
    return wrong(written, 'tool.input_invalid', noRows(absent, withRows), found.tool.name, account.id);
  return { tool: found.tool.name, account: account.id, input: rest as Json, problem: null };
}

function wrong(
  { name, input }: WrittenCall,
  code: FailureCode,
  message: string,
  tool = name.slice(0, 100),
  account: AccountId | null = null,
): Examined {
  return { tool, account, input: input as Json, problem: { code, message, facts: {} } };
}

function noRows(call: string, withRows: ReadonlySet<string>): string {
  const some = [...withRows].slice(-20).join(', ');
  return `"${call.slice(0, 50)}" names no call of an earlier turn that has rows; ${some ? `there are ${some}` : 'there is none yet'}`;
}

const describe = (
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string =>
  issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.join('.') || '(whole input)'}: ${message}`)
    .join('; ');

const digestOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('base64url')
    .slice(0, 22);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
