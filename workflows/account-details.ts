// An account's clock as Markdown, for Temporal UI's current details.

import { describeInstant } from '../src/domain/time.ts';
import type { AccountStatus } from './messages.ts';

export function describeAccount({ snapshot, watchers }: AccountStatus): string {
  const { token, schedule, diagnosis } = snapshot;
  const lines = [
    `**${snapshot.provider}: ${snapshot.label}** is \`${snapshot.state}\` (seq ${snapshot.seq})`,
    '',
    `- token version ${token.version}, expires ${describeInstant(token.expiresAt)}`,
    watchers > 0
      ? `- next refresh ${describeInstant(schedule.at)}: ${schedule.reason}`
      : `- kept alive ${describeInstant(schedule.keepAliveAt)}; nobody uses it now`,
    `- watched by ${watchers} ${watchers === 1 ? 'run' : 'runs'}`,
  ];
  if (snapshot.isRotationUncertain) {
    lines.push(
      `- **rotation uncertain**: an answer was lost; tested ${describeInstant(schedule.urgentFrom)}`,
    );
  }
  if (diagnosis) {
    lines.push(
      '',
      `> ${diagnosis.summary}`,
      '',
      `cause \`${diagnosis.cause}\` (${diagnosis.confidence}), ${diagnosis.actor} must act`,
    );
  }
  return lines.join('\n');
}
