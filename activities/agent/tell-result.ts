// What a model is told of a call: counts, the first rows, and how to see the rest; or why nothing came of it, in words it can
// act on. Nothing here speaks of credentials: a call whose account is dead takes until it is back, and where nobody waited so
// long, that part is "not available", and on record as missing.

import type { CallReport } from '../../src/domain/agent-turn.ts';
import { callIdOf } from '../../src/domain/call-ref.ts';
import type { FailureCode } from '../../src/domain/failures.ts';
import type { Json, Problem, Receipt } from '../../src/domain/tool.ts';
import type { ResultVault, StoredRow } from '../../src/vault/result-vault.ts';
import { valueKey } from '../tools/tool-activities.ts';
import type { ToldFacts } from './conversation.ts';

export interface Told {
  readonly text: string;
  readonly reference: string;
  readonly facts: ToldFacts;
}

export type ReadSlice = (
  call: string,
  slice: { readonly after: string; readonly limit: number },
) => ReturnType<ResultVault['readSlice']>;

const mostPreviewRows = 20;

const unavailable =
  'This part is not available in this run. What it would have given is on record as missing. Go on without it, do not guess it, and say in your answer that it is missing.';

export async function tellReport(report: CallReport, read: ReadSlice, roomChars: number): Promise<Told> {
  const call = callIdOf(report);
  switch (report.status) {
    case 'unavailable':
      return tell(call, 'unavailable', 0, { status: 'unavailable', call, note: unavailable });
    case 'failed':
      return tell(call, 'failed', 0, { status: 'failed', call, ...problemFor(report.problem) });
    case 'empty':
      return tell(call, 'empty', 0, {
        status: 'empty',
        call,
        rows: 0,
        note: 'Proven: the provider answered, and there is nothing that matches.',
      });
    case 'ok':
      return tellRows(call, report.receipt, read, roomChars);
    case 'built_in':
      throw new Error('a built-in call has no report of its own');
  }
}

async function tellRows(call: string, receipt: Receipt, read: ReadSlice, roomChars: number): Promise<Told> {
  const { rows, announced, unmatched, lastPageSeen } = receipt;
  const isWhole = lastPageSeen && (announced === null || rows + unmatched === announced);
  const head = {
    status: isWhole ? 'ok' : 'incomplete',
    call,
    rows,
    ...(announced !== null && { announced }),
    ...(unmatched > 0 && { provenAbsent: unmatched }),
    ...(!isWhole && {
      note: 'The provider announced another number than this call holds. That is on record as a gap.',
    }),
  };
  const first = await read(call, { after: '', limit: mostPreviewRows + 1 });
  const reference = JSON.stringify({ ...head, leftOut: `${readAgain(call)} shows it again` });
  const status = head.status;
  if (first.length === 0) return { text: JSON.stringify(head), reference, facts: { call, status, rows } };
  const shown = fitRows(call, first, mostPreviewRows, roomChars);
  return { text: JSON.stringify({ ...head, ...shown }), reference, facts: { call, status, rows } };
}

/** Whole rows as far as there is room, and where the next ones are; of one that is too large by itself, its beginning. */
export function fitRows(
  call: string,
  found: readonly Pick<StoredRow, 'key' | 'value'>[],
  most: number,
  roomChars: number,
  from = 0,
): { readonly [name: string]: Json } {
  const [only] = found;
  if (found.length === 1 && only!.key === valueKey && Object.keys(only!.value).join() === 'value')
    return fitValue(call, only!.value.value!, roomChars, from);
  const shown: Json[] = [];
  let used = 0;
  let last = '';
  for (const { key, value } of found.slice(0, most)) {
    const chars = JSON.stringify({ key, ...value }).length;
    if (used + chars > roomChars) {
      if (shown.length > 0) break;
      const cut = JSON.stringify(value).slice(from, from + roomChars);
      return {
        key,
        cut,
        note: `One row, as JSON, from character ${from}; more of it: ${readAgain(call, last, from + roomChars)}`,
      };
    }
    shown.push({ key, ...value });
    used += chars;
    last = key;
  }
  const isAll = shown.length === found.length;
  return { shown, ...(isAll ? { isAll } : { more: readAgain(call, last) }) };
}

function fitValue(
  call: string,
  value: Json,
  roomChars: number,
  from: number,
): { readonly [name: string]: Json } {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (from === 0 && text.length <= roomChars) return { value };
  const cut = text.slice(from, from + roomChars);
  const isAll = from + roomChars >= text.length;
  return { cut, of: text.length, ...(!isAll && { more: readAgain(call, '', from + roomChars) }) };
}

const readAgain = (of: string, after = '', from = 0): string =>
  `read_rows ${JSON.stringify({ of, ...(after && { after }), ...(from > 0 && { from }) })}`;

/** Codes whose cause is nothing a model could do anything about, and nothing it should hear of. */
const notForModels = /^(grant|app|vault|account|store|bug)\b/;

function problemFor({ code, message }: Problem): {
  readonly problem: FailureCode | 'not_available';
  readonly note: string;
} {
  return notForModels.test(code)
    ? { problem: 'not_available', note: unavailable }
    : { problem: code, note: message };
}

function tell(call: string, status: string, rows: number, content: Json): Told {
  const text = JSON.stringify(content);
  return { text, reference: text, facts: { call, status, rows } };
}
