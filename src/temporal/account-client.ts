// What other parts of the system ask of account workflows. Every question is an update-with-start, so an account whose
// workflow was never started (or was terminated by hand) starts it by being asked.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { AppNews } from '../../activities/contract.ts';
import type { accountWorkflow } from '../../workflows/account.ts';
import {
  adoptGrant,
  appNews,
  checkNow,
  declined,
  disconnect,
  type ExpectedUse,
  ensureFresh,
  expectUse,
  foreseen,
  providerHint,
  reauthorized,
  unwatch,
  watch,
} from '../../workflows/messages.ts';
import type { AccountChange, GrantCheck } from '../domain/account.ts';
import type { Foreseen } from '../domain/expiring.ts';
import type { FreshAnswer, FreshTokens, FreshWish } from '../domain/fresh-tokens.ts';
import { type AccountRef, accountWorkflowId, type GrantId, type ReauthRequestId } from '../domain/ids.ts';
import { taskQueues } from '../domain/task-queues.ts';

const tellCallerAgainMs = 500;
/** After an answer that is the server’s and not the account’s, within a caller’s patience. */
const askAgainMs = 200;
/**
 * So long callers share an answer. Patience over this is the number of updates an account can have in flight, and the
 * server takes ten.
 */
const shareAnswerMs = 10_000;

export interface AccountClient extends FreshTokens {
  start(ref: AccountRef): Promise<void>;
  /** Asks; what comes of it is published as an event. May be asked again. */
  disconnect(ref: AccountRef): Promise<void>;
  watch(
    ref: AccountRef,
    watcher: { readonly watcher: string; readonly until: number },
  ): Promise<AccountChange>;
  /** Probes the grant now; one that looks dead is exchanged before the answer comes. */
  checkNow(ref: AccountRef): Promise<AccountChange & { readonly check: GrantCheck }>;
  /** It will be used then; said any number of times. */
  expectUse(ref: AccountRef, use: ExpectedUse): Promise<void>;
  /** What a preflight foresees of it. */
  tellForeseen(ref: AccountRef, what: Foreseen): Promise<void>;
  /** The grant may be gone: nobody waits for what is found. */
  hint(ref: AccountRef): Promise<void>;
  /** False when the account has no workflow: it has nothing to be told, either. */
  tellAppNews(ref: AccountRef, news: AppNews): Promise<boolean>;
  /** `grant` is the staged one: each is compared once, however often its callback is repeated. */
  adoptGrant(
    ref: AccountRef,
    staged: { readonly request: ReauthRequestId; readonly grant: GrantId },
  ): Promise<'adopted' | 'identity_mismatch' | 'scopes_missing' | 'superseded'>;
  /** A grant is staged: look for it. Kept by the server even while no worker runs; may be said any number of times. */
  lookForGrant(ref: AccountRef): Promise<void>;
  /** A run that watched it is no more. One that has no workflow watches nothing. */
  unwatch(ref: AccountRef, watcher: string): Promise<void>;
  /** The person asked will not reauthorize: whoever waits is told. May be said any number of times. */
  declined(ref: AccountRef, request: ReauthRequestId): Promise<void>;
}

export function createAccountClient(client: Client): AccountClient {
  const startOptions = (ref: AccountRef) => ({
    workflowId: accountWorkflowId(ref),
    taskQueue: taskQueues.workflows,
    args: [{ ref }] as [{ readonly ref: AccountRef }],
    staticSummary: `connected account ${ref.account} of ${ref.tenant}`,
  });
  const withStart = (ref: AccountRef) =>
    new WithStartWorkflowOperation<typeof accountWorkflow>('accountWorkflow', {
      ...startOptions(ref),
      workflowIdConflictPolicy: 'USE_EXISTING',
    });

  /** Callers of this process that wish for the same share one promise. */
  const underWay = new Map<string, Promise<FreshAnswer>>();

  const askFresh = async (
    ref: AccountRef,
    wish: FreshWish,
    updateId: string,
    untilAt = Date.now() + wish.patienceMs,
  ): Promise<FreshAnswer> => {
    const minVersion = wish.notVersion + 1;
    try {
      return await client.withDeadline(untilAt, () =>
        client.workflow.executeUpdateWithStart(ensureFresh, {
          args: [{ minVersion }],
          updateId,
          startWorkflowOperation: withStart(ref),
        }),
      );
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
        if (error.cause.type === 'AlreadyFresh') {
          const version = (error.cause.details?.[0] as { version?: number } | undefined)?.version;
          return { kind: 'fresh', version: version ?? minVersion };
        }
      }
      if (
        error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
        // The call that asks fails bare, the call that waits for the answer fails wrapped.
        error instanceof ServiceError ||
        isGrpcServiceError(error)
      ) {
        // The server is away, or dropped the question because the account was just beginning a new history: nobody said no.
        if (Date.now() + askAgainMs < untilAt) {
          await sleep(askAgainMs);
          return askFresh(ref, wish, updateId, untilAt);
        }
        return {
          kind: 'not_yet',
          reason: 'no answer from the account in time',
          retryAfterMs: tellCallerAgainMs,
        };
      }
      throw error;
    }
  };

  return {
    async start(ref) {
      await client.workflow.start('accountWorkflow', {
        ...startOptions(ref),
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    },

    ensureFresh(ref, wish) {
      // One id for all callers, in all processes, that stand at the same moment of the account's history: 200 of them
      // then cost one exchange and one update. The server gives the answer to an id it knows again, also after a `not yet`
      // that has long ceased to be true: hence the time in it.
      const since = Math.floor(Date.now() / shareAnswerMs);
      const updateId = `fresh:v${wish.notVersion + 1}:${wish.attemptEpoch}:${wish.seq}:${since}`;
      const key = `${accountWorkflowId(ref)} ${updateId}`;
      const known = underWay.get(key);
      if (known !== undefined) return known;
      const asked = askFresh(ref, wish, updateId).finally(() => underWay.delete(key));
      underWay.set(key, asked);
      return asked;
    },

    async disconnect(ref) {
      await client.workflow.signalWithStart('accountWorkflow', { ...startOptions(ref), signal: disconnect });
    },

    watch: (ref, watcher) =>
      client.workflow.executeUpdateWithStart(watch, {
        args: [watcher],
        startWorkflowOperation: withStart(ref),
      }),

    checkNow: (ref) =>
      client.workflow.executeUpdateWithStart(checkNow, { args: [], startWorkflowOperation: withStart(ref) }),

    async declined(ref, request) {
      await client.workflow.signalWithStart('accountWorkflow', {
        ...startOptions(ref),
        signal: declined,
        signalArgs: [{ request }],
      });
    },

    async lookForGrant(ref) {
      await client.workflow.signalWithStart('accountWorkflow', {
        ...startOptions(ref),
        signal: reauthorized,
      });
    },

    async expectUse(ref, use) {
      await client.workflow.signalWithStart('accountWorkflow', {
        ...startOptions(ref),
        signal: expectUse,
        signalArgs: [use],
      });
    },

    async tellForeseen(ref, what) {
      await client.workflow.signalWithStart('accountWorkflow', {
        ...startOptions(ref),
        signal: foreseen,
        signalArgs: [what],
      });
    },

    async hint(ref) {
      await client.workflow.signalWithStart('accountWorkflow', {
        ...startOptions(ref),
        signal: providerHint,
      });
    },

    async tellAppNews(ref, news) {
      try {
        await client.workflow.getHandle(accountWorkflowId(ref)).signal(appNews, news);
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },

    async unwatch(ref, watcher) {
      try {
        await client.workflow.getHandle(accountWorkflowId(ref)).signal(unwatch, { watcher });
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },

    adoptGrant: (ref, { request, grant }) =>
      client.workflow.executeUpdateWithStart(adoptGrant, {
        args: [{ request }],
        updateId: `adopt:${grant}`,
        startWorkflowOperation: withStart(ref),
      }),
  };
}
