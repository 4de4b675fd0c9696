// Does the Temporal server answer, is it one the workflows were measured on, and how long does it keep what has ended?

import { describeLength, HOUR, SECOND } from '../domain/time.ts';
import type { Check } from './check.ts';
import { type Finding, ok, warning } from './finding.ts';
import { opened } from './house.ts';

/** As in src/embedded/temporal-binary.ts. */
const oldest = [1, 32] as const;
/** What is kept for less is gone before somebody looks at last night. */
const leastRetentionMs = 24 * HOUR;

export const temporal: Check = {
  name: 'temporal',
  needs: ['temporal', 'namespace'],
  async examine({ parts }) {
    const { namespace, connection } = opened(parts.namespace);
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    const retentionMs = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * SECOND;
    const kept = describeLength(retentionMs);
    const findings: Finding[] = [];
    if (isOlder(serverVersion ?? '')) {
      findings.push(
        warning(
          `Temporal server ${serverVersion} is older than the one the workflows were measured on.`,
          `Move to ${oldest.join('.')} or newer.`,
        ),
      );
    }
    if (retentionMs < leastRetentionMs) {
      findings.push(
        warning(
          `Namespace ${namespace} keeps ended workflows for ${kept} only: last night is gone before somebody looks at it.`,
          `Run \`temporal operator namespace update --namespace ${namespace} --retention 7d\`.`,
        ),
      );
    }
    return findings.length > 0
      ? findings
      : [ok(`Server ${serverVersion} answers; namespace ${namespace} keeps ended workflows for ${kept}.`)];
  },
};

function isOlder(version: string): boolean {
  const [major = Number.NaN, minor = Number.NaN] = version.split('.').map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}
