// With which keys the histories of our running workflows are sealed, the oldest first, within a time: whoever asks is told how many
// were not looked at. A history is read as the server has it, and nothing in it is opened.

import proto from '@temporalio/proto';
import { taskQueues } from '../domain/task-queues.ts';
import type { TemporalClient } from './connection.ts';
import { hasStatus } from './grpc-status.ts';
import { type Seals, sealsOfEvents } from './seals.ts';

export interface RunningWorkflow {
  readonly id: string;
  readonly type: string;
  readonly startedAt: number;
}

export interface SealedWorkflow extends RunningWorkflow {
  readonly seals: Seals;
}

export interface Survey {
  readonly found: readonly SealedWorkflow[];
  /** Running, and not looked at because the time was over. */
  readonly unseen: number;
}

const atOnce = 12;
const pageSize = 1_000;

/** Those that work for us and run, whatever they are. */
export async function listOurs({ client, namespace }: TemporalClient): Promise<RunningWorkflow[]> {
  const query = `TaskQueue = '${taskQueues.workflows}' AND ExecutionStatus = 'Running'`;
  const running: RunningWorkflow[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await client.workflowService.listWorkflowExecutions({
      ...{ namespace, query, pageSize },
      ...(nextPageToken && { nextPageToken }),
    });
    for (const { execution, type, startTime } of page.executions) {
      running.push({
        id: execution!.workflowId!,
        type: type?.name ?? '',
        startedAt: Number(startTime?.seconds ?? 0) * 1_000,
      });
    }
    nextPageToken = page.nextPageToken;
  } while (nextPageToken && nextPageToken.length > 0);
  return running.sort((one, other) => one.startedAt - other.startedAt);
}

export async function surveySeals(
  temporal: TemporalClient,
  workflows: readonly RunningWorkflow[],
  { giveUpAt, onProgress }: { readonly giveUpAt: number; readonly onProgress?: (seen: number) => void },
): Promise<Survey> {
  const found: SealedWorkflow[] = [];
  let seen = 0;
  for (; seen < workflows.length && Date.now() < giveUpAt; seen += atOnce) {
    const some = workflows.slice(seen, seen + atOnce);
    const seals = await Promise.all(some.map(({ id }) => readSeals(temporal, id)));
    for (const [index, one] of some.entries()) {
      const own = seals[index];
      if (own) found.push({ ...one, seals: own });
    }
    onProgress?.(Math.min(seen + atOnce, workflows.length));
  }
  return { found, unseen: Math.max(0, workflows.length - seen) };
}

/** Of the newest execution; null: it has ended meanwhile, so nobody needs to open it to go on. */
async function readSeals({ client, namespace }: TemporalClient, workflowId: string): Promise<Seals | null> {
  const events: proto.temporal.api.history.v1.IHistoryEvent[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  try {
    do {
      const page = await client.workflowService.getWorkflowExecutionHistory({
        ...{ namespace, execution: { workflowId }, maximumPageSize: pageSize, skipArchival: true },
        ...(nextPageToken && { nextPageToken }),
      });
      events.push(...(page.history?.events ?? []));
      nextPageToken = page.nextPageToken;
    } while (nextPageToken && nextPageToken.length > 0);
  } catch (error) {
    if (hasStatus(error, 'notFound')) return null;
    throw error;
  }
  const last = events.at(-1)?.eventType;
  return last !== undefined && last !== null && endings.has(last) ? null : sealsOfEvents(events);
}

const { EventType } = proto.temporal.api.enums.v1;
const endings = new Set<number>([
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
]);
