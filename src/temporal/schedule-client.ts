// Temporal's own Schedules, and the workflows they start. The server decides when a start's time has come and nothing else: it
// allows all of them (ALLOW_ALL, no jitter), because what it would skip it skips silently, and the times it has moved it lists
// by where they were moved to. Overlap and jitter are decided where they can be told: workflows/scheduled-run.ts.

import {
  type CalendarSpec,
  type Client,
  isGrpcServiceError,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { type ScheduledRunInput, scheduleChanged, startFreed } from '../../workflows/messages.ts';
import { type RightedTimes, rightTimes } from '../domain/clock-change.ts';
import { Failure } from '../domain/failures.ts';
import {
  duskWorkflowId,
  type RunId,
  runWorkflowId,
  type ScheduleRef,
  scheduledRunWorkflowId,
  scheduleRefOf,
  type TenantId,
  temporalScheduleId,
} from '../domain/ids.ts';
import type { CalendarTimes, ScheduleDefinition, ScheduleStart } from '../domain/schedule.ts';
import { taskQueues } from '../domain/task-queues.ts';
import { askServer } from './ask-server.ts';
import { readDescription, type ServerSchedule } from './server-schedule.ts';
import { findWorkflowStatus, type WorkflowStatus } from './workflow-status.ts';

export interface ScheduleOrder {
  readonly ref: ScheduleRef;
  readonly definition: ScheduleDefinition;
  readonly revision: number;
  readonly paused: boolean;
  readonly note: string | null;
}

export interface ScheduleClient {
  /** Makes the server's copy, or makes it say this. Throws SpecRefused for times it does not take. */
  put(order: ScheduleOrder): Promise<ServerSchedule>;
  /** Null: the server has none. */
  read(ref: ScheduleRef): Promise<ServerSchedule | null>;
  remove(ref: ScheduleRef): Promise<void>;
  /** All of ours, of every tenant. The server lists what it made or removed a moment ago a moment late. */
  listRefs(): Promise<ScheduleRef[]>;
  /** Nominal times after `from`, up to and with `until`, a thousand at most. Null: the server has no such schedule. */
  matchingTimes(ref: ScheduleRef, from: number, until: number): Promise<RightedTimes | null>;
  /** Nothing where that start is under way. */
  begin(ref: ScheduleRef, start: ScheduleStart): Promise<void>;
  hasBegun(ref: ScheduleRef, key: string): Promise<boolean>;
  /** To a start that waits: look again. */
  startFreed(ref: ScheduleRef, key: string): Promise<void>;
  /** Whether the workflow of a run is under way, or was never started. */
  isRunAlive(tenant: TenantId, run: RunId): Promise<boolean>;
  /** Starts the workflow that looks ahead, or has it look again. */
  wakeDusk(ref: ScheduleRef): Promise<void>;
  /** Nothing where it runs already. */
  ensureDusk(ref: ScheduleRef): Promise<void>;
}

/** In the server's words, which name the field. */
export class SpecRefused extends Error {}

export const scheduledRunType = 'scheduledRunWorkflow';
const tenantKey = defineSearchAttributeKey('FirstlightTenant', SearchAttributeType.KEYWORD);

export function createScheduleClient(client: Client): ScheduleClient {
  const handleOf = (ref: ScheduleRef) => client.schedule.getHandle(temporalScheduleId(ref));

  const ask = async <T>(send: () => Promise<T>): Promise<T> => {
    let answer: T;
    await askServer(client, async () => {
      answer = await send().catch(unwrap);
    });
    return answer!;
  };

  const read = (ref: ScheduleRef): Promise<ServerSchedule | null> =>
    ask(async () => {
      try {
        return readDescription(await handleOf(ref).describe());
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return null;
        throw error;
      }
    });

  const duskOptions = (ref: ScheduleRef) => ({
    workflowId: duskWorkflowId(ref),
    taskQueue: taskQueues.workflows,
    args: [{ ref }] as [{ readonly ref: ScheduleRef }],
    staticSummary: `looks ahead of schedule ${ref.schedule} of ${ref.tenant}`,
    typedSearchAttributes: [{ key: tenantKey, value: ref.tenant }],
  });

  return {
    read,

    async put(order) {
      const { ref } = order;
      await ask(async () => {
        try {
          await client.schedule.create({ scheduleId: temporalScheduleId(ref), ...optionsOf(order) });
        } catch (error) {
          if (!(error instanceof ScheduleAlreadyRunning)) throw error;
          await handleOf(ref).update(() => optionsOf(order));
        }
      }).catch((error: unknown) => {
        // So the SDK hands on what the server says of times: it is meant for whoever wrote them.
        throw error instanceof TypeError ? new SpecRefused(error.message) : error;
      });
      const written = await read(ref);
      if (!written) throw new Failure('store.unavailable', 'the Temporal server lost the schedule again');
      return written;
    },

    remove: (ref) =>
      ask(async () => {
        try {
          await handleOf(ref).delete();
        } catch (error) {
          if (!(error instanceof ScheduleNotFoundError)) throw error;
        }
      }),

    listRefs: () =>
      ask(async () => {
        const refs: ScheduleRef[] = [];
        for await (const { scheduleId } of client.schedule.list({ pageSize: 1_000 })) {
          const ref = scheduleRefOf(scheduleId);
          if (ref) refs.push(ref);
        }
        return refs;
      }),

    async matchingTimes(ref, from, until) {
      const server = await read(ref);
      if (!server) return null;
      const listed = await ask(async () => {
        const { startTime } = await client.workflowService.listScheduleMatchingTimes({
          namespace: client.options.namespace,
          scheduleId: temporalScheduleId(ref),
          startTime: timestampOf(from),
          endTime: timestampOf(until),
        });
        return (startTime ?? []).map((time) => Number(time.seconds) * 1_000);
      });
      return rightTimes(server.calendars, server.timeZone, listed, { from, until });
    },

    begin: (ref, start) =>
      ask(() =>
        client.workflow.start(scheduledRunType, {
          ...runOptionsOf(ref, { schemaVersion: 1, ref, start }),
          workflowId: scheduledRunWorkflowId(ref, start.key),
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      ).then(() => {}),

    hasBegun: (ref, key) =>
      ask(() => findWorkflowStatus(client, scheduledRunWorkflowId(ref, key))).then(
        (status) => status !== null,
      ),

    startFreed: (ref, key) =>
      ask(async () => {
        try {
          await client.workflow.getHandle(scheduledRunWorkflowId(ref, key)).signal(startFreed);
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        }
      }),

    isRunAlive: (tenant, run) =>
      ask(() => findWorkflowStatus(client, runWorkflowId(tenant, run))).then(
        // One that the server does not know yet is about to begin.
        (found) => found === null || goesOn.includes(found.status),
      ),

    wakeDusk: (ref) =>
      ask(() =>
        client.workflow.signalWithStart('duskWorkflow', { ...duskOptions(ref), signal: scheduleChanged }),
      ).then(() => {}),

    ensureDusk: (ref) =>
      ask(() =>
        client.workflow.start('duskWorkflow', {
          ...duskOptions(ref),
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      ).then(() => {}),
  };
}

/** The SDK wraps what the schedule service answers. */
function unwrap(error: unknown): never {
  const cause = (error as { cause?: unknown }).cause;
  throw isGrpcServiceError(cause) ? cause : error;
}

const goesOn: readonly WorkflowStatus[] = [
  'WORKFLOW_EXECUTION_STATUS_RUNNING',
  'WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW',
];

const timestampOf = (at: number) => ({ seconds: Math.floor(at / 1_000) as never, nanos: 0 });

function runOptionsOf(ref: ScheduleRef, input: ScheduledRunInput) {
  return {
    taskQueue: taskQueues.workflows,
    args: [input],
    staticSummary: `a start of schedule ${ref.schedule} of ${ref.tenant}`,
    typedSearchAttributes: [{ key: tenantKey, value: ref.tenant }],
  };
}

function optionsOf({ ref, definition, revision, paused, note }: ScheduleOrder) {
  const { cron, calendars, timeZone, startAt, endAt, catchupWindowMs, jitterMs } = definition;
  return {
    spec: {
      cronExpressions: [...cron],
      calendars: calendars.map(calendarOf),
      timezone: timeZone,
      ...(startAt !== null && { startAt: new Date(startAt) }),
      ...(endAt !== null && { endAt: new Date(endAt) }),
    },
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: catchupWindowMs },
    action: {
      type: 'startWorkflow' as const,
      workflowType: scheduledRunType,
      workflowId: scheduledRunWorkflowId(ref),
      ...runOptionsOf(ref, { schemaVersion: 1, ref, revision, jitterMs }),
    },
    state: { paused, note: note ?? '' },
    typedSearchAttributes: [{ key: tenantKey, value: ref.tenant }],
  };
}

const calendarOf = (times: CalendarTimes): CalendarSpec => times as CalendarSpec;
