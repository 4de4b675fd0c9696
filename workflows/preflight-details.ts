// What a preflight does and has found, as Markdown, for Temporal UI's current details.

import type { PreflightFindings } from '../src/domain/preflight.ts';
import { describeInstant } from '../src/domain/time.ts';
import type { PreflightInput } from './messages.ts';

export function describePreflight(
  { run, schedule, from, until }: PreflightInput,
  isUnderWay: string,
  findings: PreflightFindings | null,
): string {
  const lines = [
    `**${run?.name ?? 'Accounts'}**${schedule === null ? '' : ` (schedule \`${schedule}\`)`}: ${describeInstant(from)} until ${describeInstant(until)}`,
    '',
    `- ${isUnderWay}`,
  ];
  if (findings) {
    lines.push(
      `- **${findings.good}** of ${findings.accounts} accounts are good through the run, ${findings.atRisk} at risk, **${findings.willNotSurvive}** will not survive`,
      `- ${findings.probed} were asked about at their providers just now`,
    );
    if (findings.worst.length > 0) {
      lines.push(
        '',
        '| account | verdict | why | who must act | by |',
        '| --- | --- | --- | --- | --- |',
        ...findings.worst.map(
          ({ label, account, verdict, code, actor, actByAt }) =>
            `| ${label} (\`${account}\`) | ${verdict} | \`${code}\` | ${actor} | ${actByAt === null ? '' : describeInstant(actByAt)} |`,
        ),
      );
    }
  }
  return lines.join('\n');
}
