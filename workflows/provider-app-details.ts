// A provider app's health as Markdown, for Temporal UI's current details.

import { describeInstant } from '../src/domain/time.ts';
import type { ProviderAppStatus } from './messages.ts';

export function describeApp({ app, diagnosis, isAnnounced, nextCheckAt }: ProviderAppStatus): string {
  const lines = [diagnosis ? `**${app}** is **failing**` : `**${app}** is in order`];
  if (diagnosis) {
    lines.push(
      '',
      `> ${diagnosis.summary}`,
      '',
      `cause \`${diagnosis.cause}\` (${diagnosis.confidence}); its accounts are held`,
      isAnnounced ? '- the operator was told' : '- being checked against another account',
    );
  }
  if (nextCheckAt !== null) lines.push(`- next check ${describeInstant(nextCheckAt)}`);
  return lines.join('\n');
}
