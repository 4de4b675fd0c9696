// Wires what is above to the names of contract.ts, one set of activities per queue. No logic.

import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { GrantCheck } from '../src/domain/account.ts';
import type { AccountRef } from '../src/domain/ids.ts';
import { taskQueues } from '../src/domain/task-queues.ts';
import { SECOND } from '../src/domain/time.ts';
import { publishEvent } from '../src/events/publish-event.ts';
import type { Models } from '../src/models/registry.ts';
import { noteEvent } from '../src/notices/note-event.ts';
import { checkGrant } from '../src/oauth/check-grant.ts';
import type { Providers } from '../src/providers/registry.ts';
import { findAccount } from '../src/store/accounts.ts';
import type { Pool } from '../src/store/db.ts';
import { extendWatch } from '../src/store/fleet.ts';
import { noteWatched } from '../src/store/provider-apps.ts';
import { saveRefusedAt } from '../src/store/token-versions.ts';
import type { AccountClient } from '../src/temporal/account-client.ts';
import type { DeliveryClient } from '../src/temporal/delivery-client.ts';
import type { NoticeClient } from '../src/temporal/notice-client.ts';
import type { ProviderAppClient } from '../src/temporal/provider-app-client.ts';
import type { RunClient } from '../src/temporal/run-client.ts';
import type { ScheduleClient } from '../src/temporal/schedule-client.ts';
import { unknownAccount, type Vault } from '../src/vault/vault.ts';
import { createAccountActivities } from './account.ts';
import { adoptGrant } from './adopt-grant.ts';
import { createAgentActivities } from './agent/prepare-agent.ts';
import type {
  AccountActivities,
  AgentActivities,
  DeliveryActivities,
  ExchangeActivities,
  FleetActivities,
  JournalActivities,
  NoticeActivities,
  PreflightActivities,
  ProviderAppActivities,
  RunActivities,
  ScheduleActivities,
} from './contract.ts';
import { createDeliveryActivities, type DeliveryDeps } from './delivery.ts';
import { createDisconnectActivities } from './disconnect.ts';
import { type ExchangePoint, exchange, learnLifetime } from './exchange.ts';
import { withRequest } from './expiring.ts';
import { guard } from './failure-boundary.ts';
import { createFleetActivities } from './fleet.ts';
import { inspectExchange } from './journal.ts';
import { createJournalActivities } from './journal-hints.ts';
import { createNoticeActivities, type NoticeDeps } from './notices.ts';
import { createPreflightActivities } from './preflight.ts';
import { createProviderAppActivities } from './provider-app.ts';
import { createRunActivities } from './run.ts';
import { createScheduleActivities } from './schedule.ts';
import { createSpacing } from './spacing.ts';
import type { ToolDefinition } from './tools/define-tool.ts';

export interface ActivityDeps {
  readonly pool: Pool;
  readonly lockPool: Pool;
  readonly vault: Vault;
  readonly providers: Providers;
  readonly accountClient: AccountClient;
  readonly appClient: ProviderAppClient;
  readonly runClient: Pick<RunClient, 'cancel'>;
  readonly scheduleClient: ScheduleClient;
  readonly deliveryClient: DeliveryClient;
  readonly noticeClient: Pick<NoticeClient, 'wake'>;
  readonly tools: readonly ToolDefinition[];
  readonly models: Models;
  readonly turnsPerHistory: number;
  /** Ids of the providers whose journal of notices is read. */
  readonly readsJournals: readonly string[];
  /** Told the points an exchange passes. */
  readonly passing: (point: ExchangePoint) => Promise<void>;
  /** Keeps the process from ending while an answer is not stored. */
  readonly takeInHand: () => () => void;
}

export type ShortActivities = AccountActivities &
  RunActivities &
  AgentActivities &
  ProviderAppActivities &
  FleetActivities &
  JournalActivities &
  ScheduleActivities;

export function createShortActivities(deps: ActivityDeps): ShortActivities {
  const appOf = async (ref: AccountRef): Promise<string> => {
    const account = await findAccount(deps.pool, ref);
    if (!account) throw unknownAccount(ref);
    return account.provider_app;
  };
  const probeGrant = async (ref: AccountRef): Promise<GrantCheck> => {
    const { provider: id, apiBaseUrl, tokens, facts } = await deps.vault.openCurrent(deps.pool, ref);
    const provider = deps.providers.get(id);
    const check = await checkGrant(provider, apiBaseUrl, tokens, facts.scopes);
    if (check === 'looks_dead' && provider.lifetime === 'introspection') {
      await saveRefusedAt(deps.pool, ref, facts.version);
    }
    return check;
  };
  return guard({
    ...createAccountActivities(deps),
    ...createDisconnectActivities(deps),
    inspectExchange: (order) => inspectExchange(deps.pool, order),
    adoptGrant: (order) => adoptGrant(deps, order),
    ...createRunActivities({
      pool: deps.pool,
      tools: deps.tools,
      async watchAccount({ ref, watcher, until }) {
        const app = await appOf(ref);
        await extendWatch(deps.pool, ref, until);
        // Once for all that watch: thousands of runs begin in one second. Lost, it is found within minutes.
        if (await noteWatched(deps.pool, app, true)) await deps.appClient.watchBegan(app);
        return deps.accountClient.watch(ref, { watcher, until });
      },
    }),
    ...createAgentActivities(deps),
    ...createScheduleActivities(deps),
    ...createProviderAppActivities(deps),
    ...createFleetActivities({ ...deps, checkGrant: probeGrant, heartbeat: () => heartbeat() }),
    ...createJournalActivities({ ...deps, systemPool: deps.pool }),
    checkGrant: probeGrant,
    async reportToApp(report) {
      await deps.appClient.report(await appOf(report.ref), report);
    },
    async publishEvent(draft) {
      const event = await withRequest(deps.pool, draft);
      const publish = { pool: deps.pool, wake: deps.deliveryClient.wake };
      const id = await publishEvent(publish, event, activityInfo().workflowExecution!.runId);
      const people = await noteEvent(deps.pool, { ...event, id });
      await Promise.all(people.map((person) => deps.noticeClient.wake(person)));
    },
  });
}

/** Well inside the heartbeat timeout of 5 s. */
const heartbeatEveryMs = 1_000;

async function whileHeartbeating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), heartbeatEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

export function createExchangeActivities(deps: ActivityDeps): ExchangeActivities {
  // At the beginning, so that few wait with their account's row locked; and before the request, so that it leaves in step.
  const [beginning, sending] = [createSpacing(sleep), createSpacing(sleep)];
  const everyMs = new Map(
    deps.providers.configured.map(({ app, exchangesPerSecond }) => [
      taskQueues.exchanges(app),
      SECOND / exchangesPerSecond,
    ]),
  );
  return guard({
    async exchangeRefreshToken(order) {
      const { taskQueue } = activityInfo();
      const paceMs = everyMs.get(taskQueue)!;
      const exchangeDeps = {
        ...deps,
        sleep: (lengthMs: number) => sleep(lengthMs),
        awaitTurn: () => sending(taskQueue, paceMs),
      };
      return whileHeartbeating(async () => {
        await beginning(taskQueue, paceMs);
        let isLifetimeStated = false;
        const result = await exchange(exchangeDeps, order, (granted) => {
          isLifetimeStated = granted.lifetimeMs !== null;
        });
        return isLifetimeStated ? result : await learnLifetime(exchangeDeps, order.ref, result);
      });
    },
  });
}

export function createDeliveryQueueActivities(
  deps: DeliveryDeps,
  noticeDeps: NoticeDeps,
): DeliveryActivities & NoticeActivities {
  const { takeNoticeStep } = createNoticeActivities(noticeDeps);
  return guard({
    ...createDeliveryActivities(deps),
    takeNoticeStep: (person) => whileHeartbeating(() => takeNoticeStep(person)),
  } satisfies DeliveryActivities & NoticeActivities);
}

export function createPreflightQueueActivities(deps: ActivityDeps): PreflightActivities {
  const activities = createPreflightActivities({ ...deps, signal: cancellationSignal });
  return guard(
    Object.fromEntries(
      Object.entries(activities).map(([name, work]) => [
        name,
        (input: never) => whileHeartbeating(() => (work as (input: never) => Promise<unknown>)(input)),
      ]),
    ) as unknown as PreflightActivities,
  );
}
