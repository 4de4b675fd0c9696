// A transcript as Markdown, for whoever asks the API for it and for the command line.

import type { z } from 'zod';
import type { TranscriptItem, transcriptSchema } from './transcript-view.ts';

type Transcript = z.output<typeof transcriptSchema>;

export function transcriptText(
  { name, run, model, state, verdict }: Omit<Transcript, 'items' | 'answer' | 'nextCursor'>,
  items: readonly TranscriptItem[],
): string {
  const head = [`# ${name}`, '', `Run ${run}, model ${model}: ${verdict ?? state}.`];
  let turn = -1;
  const body = items.flatMap((item) => {
    const lines: string[] = [];
    if (item.turn !== turn) lines.push('', item.turn === 0 ? '## The order' : `## Turn ${item.turn}`);
    turn = item.turn;
    return [...lines, ...describe(item)];
  });
  return `${[...head, ...body].join('\n')}\n`;
}

function describe(item: TranscriptItem): string[] {
  switch (item.from) {
    case 'order':
      return ['', item.text];
    case 'run':
      return ['', `**The run** says: ${item.text}`];
    case 'tool':
      return ['', `**${item.call}** came to ${item.status}:`, '', fenced(item.text)];
    case 'model': {
      const spent = item.usage ? ` (${item.usage.input} tokens read, ${item.usage.output} written)` : '';
      const left = item.leftOut.length > 0 ? `; as references only: ${item.leftOut.join(', ')}` : '';
      return [
        '',
        `**${item.model}** at ${item.at}${spent}${left}:`,
        ...(item.text ? ['', item.text] : []),
        ...item.calls.flatMap(({ id, tool, input }) => [
          '',
          `${id} \`${tool}\``,
          '',
          fenced(JSON.stringify(input)),
        ]),
      ];
    }
  }
}

/** A fence longer than any run of backticks within. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}
