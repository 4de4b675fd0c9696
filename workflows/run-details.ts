// A run's ledger as Markdown, for Temporal UI's current details.

import type { Ledger, StepRecord } from '../src/domain/run.ts';
import { describeInstant } from '../src/domain/time.ts';

const signs: Record<StepRecord['state'], string> = {
  waiting: '◦ waiting',
  running: '▸ running',
  paused: '⏸ paused',
  done: '✓ done',
  failed: '✗ failed',
  skipped: '– skipped',
};

export function describeRun(ledger: Ledger, labels: Readonly<Record<string, string>>): string {
  const done = ledger.steps.filter((step) => step.state === 'done').length;
  const lines = [
    `**${ledger.name}** is \`${ledger.verdict ?? ledger.state}\`: ${done} of ${ledger.steps.length} steps done`,
    '',
    '| step | state | rows | of | proven absent | tool | account |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...ledger.steps.map(
      ({ id, state, receipt, tool, account }) =>
        `| ${id} | ${signs[state]} | ${receipt?.rows ?? ''} | ${receipt?.announced ?? ''} | ${receipt?.unmatched || ''} | ${tool} | ${labels[account] ?? account} |`,
    ),
  ];
  for (const account of ledger.pausedOn) {
    lines.push(
      '',
      `⏸ waits for **${labels[account] ?? account}** to be reauthorized (signal \`reauthorized\` to its workflow looks again)`,
    );
  }
  for (const gap of ledger.gaps) lines.push('', `✗ gap in **${gap.step}**: ${gap.detail}`);
  const late = ledger.lateFill;
  if (late) {
    const who = late.waitsFor.map((account) => labels[account] ?? account).join(', ');
    lines.push(
      '',
      late.state === 'waiting'
        ? `⏸ what is missing is filled in when **${who}** is reauthorized, until ${describeInstant(late.untilAt)}`
        : late.state === 'filled'
          ? `✓ filled in late, ${describeInstant(late.endedAt!)}`
          : `✗ not filled in: ${late.reason}`,
    );
  }
  if (ledger.deadlineAt !== null)
    lines.push('', `deadline ${describeInstant(ledger.deadlineAt)}: ${ledger.onDeadline}`);
  return lines.join('\n');
}
