// A finished call as MCP's result of a tool: the structured content, the same as text for clients that know no structure,
// and before it one sentence for whoever reads no further.

import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { ToolAnswer } from '../call-tool.ts';
import type { McpAnswer } from './answer-schema.ts';
import { fitResult } from './fit-rows.ts';

export function showDone(
  { status, result, receipt }: ToolAnswer,
  account: string,
  rowsAfter: string | null,
): McpAnswer {
  const whole = (result ?? {}) as Parameters<typeof fitResult>[0];
  return { status, account, ...(status === 'ok' && fitResult(whole, rowsAfter)), receipt };
}

export function resultOf(answer: McpAnswer, options: { readonly isReplayed?: boolean } = {}): CallToolResult {
  return {
    content: [
      { type: 'text', text: sentenceOf(answer) },
      { type: 'text', text: JSON.stringify(answer) },
    ],
    structuredContent: answer,
    isError: answer.status === 'blocked' || answer.status === 'failed',
    ...(options.isReplayed && { _meta: { 'firstlight/replayed': true } }),
  };
}

function sentenceOf(answer: McpAnswer): string {
  switch (answer.status) {
    case 'ok':
      return [`Done. ${countOf(answer)}`, answer.leftOut?.how].filter(Boolean).join(' ');
    case 'empty':
      return 'Done. The provider answered that there is nothing.';
    case 'blocked':
      return `Blocked: ${answer.reason} ${answer.whatToDo}`;
    case 'failed':
      return `Failed: ${answer.problem?.message} ${answer.whatToDo}`;
  }
}

/** A count that falls short is said as such: a receipt whose numbers differ is a gap. */
function countOf({ receipt, rows }: McpAnswer): string {
  if (!receipt) return '';
  const shown = rows === undefined ? '' : `, ${rows.length} of them in this answer`;
  const counted = `The receipt counts ${receipt.rows} rows${shown}.`;
  if (receipt.announced === null || receipt.announced === receipt.rows + receipt.unmatched) return counted;
  return `${counted} The provider announced ${receipt.announced}: the result is not complete.`;
}
