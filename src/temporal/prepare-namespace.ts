// Makes the namespace where it is missing and the server lets us, with a description and for how many days the histories of
// what has ended are kept; one that is there keeps its days unless they are set. Idempotent, also from several processes at
// once; what to run by hand where it may not.

import { setTimeout as sleep } from 'node:timers/promises';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js';
import { Failure } from '../domain/failures.ts';
import { DAY } from '../domain/time.ts';
import type { TemporalClient } from './connection.ts';
import { hasStatus, isNotForUs } from './grpc-status.ts';

const ourDescription = 'Firstlight: overnight runs and the accounts they use';
const defaultDays = 30;
/** A server's frontends hear of a new namespace within ten seconds or so. */
const servedWithinMs = 60_000;

export interface NamespaceWork {
  readonly kind: 'create' | 'update';
  /** Null: left as it is. */
  readonly description: string | null;
  readonly days: number | null;
}

export type NamespaceResult =
  /** `work` is null when nothing was to be done. */
  | { readonly kind: 'done'; readonly work: NamespaceWork | null }
  | { readonly kind: 'by_hand'; readonly reason: string; readonly commands: readonly string[] };

export async function prepareNamespace(
  temporal: TemporalClient,
  historyDays: number | undefined,
): Promise<NamespaceResult> {
  const work = await findNamespaceWork(temporal, historyDays);
  try {
    if (work) await doWork(temporal, work);
  } catch (error) {
    if (work && isNotForUs(error)) {
      return {
        kind: 'by_hand',
        reason: `the server does not let this client ${work.kind} the namespace ${temporal.namespace}`,
        commands: [commandFor(temporal.namespace, work)],
      };
    }
    // Another process was first, and did the same.
    if (!hasStatus(error, 'alreadyExists')) throw error;
  }
  await waitUntilServed(temporal);
  return { kind: 'done', work };
}

/** Null when the namespace is as it should be, or when the server does not let this client look. */
export async function findNamespaceWork(
  { client, namespace }: TemporalClient,
  historyDays: number | undefined,
): Promise<NamespaceWork | null> {
  try {
    const { namespaceInfo, config } = await client.workflowService.describeNamespace({ namespace });
    const keptMs = optionalTsToMs(config?.workflowExecutionRetentionTtl);
    const days = historyDays !== undefined && keptMs !== historyDays * DAY ? historyDays : null;
    const description = namespaceInfo?.description ? null : ourDescription;
    return days === null && description === null ? null : { kind: 'update', description, days };
  } catch (error) {
    if (hasStatus(error, 'notFound')) {
      return { kind: 'create', description: ourDescription, days: historyDays ?? defaultDays };
    }
    if (isNotForUs(error)) return null;
    throw error;
  }
}

async function doWork({ client, namespace }: TemporalClient, work: NamespaceWork): Promise<void> {
  const retention = work.days === null ? undefined : msToTs(work.days * DAY);
  if (work.kind === 'create') {
    await client.workflowService.registerNamespace({
      namespace,
      description: work.description ?? undefined,
      workflowExecutionRetentionPeriod: retention,
    });
    return;
  }
  await client.workflowService.updateNamespace({
    namespace,
    ...(work.description !== null && { updateInfo: { description: work.description } }),
    ...(retention && { config: { workflowExecutionRetentionTtl: retention } }),
  });
}

/** Also one that was there: another process may have made it a moment ago. */
async function waitUntilServed({ client, namespace }: TemporalClient): Promise<void> {
  const giveUpAt = Date.now() + servedWithinMs;
  for (;;) {
    try {
      await client.workflowService.countWorkflowExecutions({ namespace, query: '' });
      return;
    } catch (error) {
      if (isNotForUs(error)) return;
      if (!hasStatus(error, 'notFound', 'unavailable') || Date.now() > giveUpAt) throw error;
      await sleep(250);
    }
  }
}

/** A worker that polls a namespace which is not there would only fail later, in other words. */
export async function refuseMissingNamespace(temporal: TemporalClient): Promise<void> {
  const work = await findNamespaceWork(temporal, undefined);
  if (work?.kind === 'create') throw missingNamespace(temporal.namespace);
}

export const missingNamespace = (namespace: string): Failure =>
  new Failure(
    'app.misconfigured',
    `The Temporal server has no namespace "${namespace}". Make it with \`firstlight migrate\` or \`${commandFor(namespace, { kind: 'create', description: ourDescription, days: defaultDays })}\`, or set TEMPORAL_NAMESPACE to the one that is there. Nothing was started.`,
  );

export const commandFor = (namespace: string, { kind, description, days }: NamespaceWork): string =>
  [
    `temporal operator namespace ${kind} --namespace ${namespace}`,
    ...(days === null ? [] : [`--retention ${days}d`]),
    ...(description === null ? [] : [`--description "${description}"`]),
  ].join(' ');
