// Wires what is above to the names of contract.ts, one set of activities per queue. No logic.

import { setTimeout as sleep } from 'node:timers/promises';
import { heartbeat } from '@temporalio/activity';
import type { Providers } from '../src/providers/registry.ts';
import type { Pool } from '../src/store/db.ts';
import type { AccountClient } from '../src/temporal/account-client.ts';
import type { Vault } from '../src/vault/vault.ts';
import { createAccountActivities } from './account.ts';
import { adoptGrant } from './adopt-grant.ts';
import type { AccountActivities, ExchangeActivities, RunActivities } from './contract.ts';
import { createDisconnectActivities } from './disconnect.ts';
import { type ExchangePoint, exchange, learnLifetime } from './exchange.ts';
import { guard } from './failure-boundary.ts';
import { inspectExchange } from './journal.ts';
import { createRunActivities } from './run.ts';
import type { ToolDefinition } from './tools/define-tool.ts';

export interface ActivityDeps {
  readonly pool: Pool;
  readonly lockPool: Pool;
  readonly vault: Vault;
  readonly providers: Providers;
  readonly accountClient: AccountClient;
  readonly tools: readonly ToolDefinition[];
  /** Told the points an exchange passes. */
  readonly passing: (point: ExchangePoint) => Promise<void>;
}

export function createShortActivities(deps: ActivityDeps): AccountActivities & RunActivities {
  return guard({
    ...createAccountActivities(deps),
    ...createDisconnectActivities(deps),
    inspectExchange: (order) => inspectExchange(deps.pool, order),
    adoptGrant: (order) => adoptGrant(deps, order),
    ...createRunActivities({
      pool: deps.pool,
      tools: deps.tools,
      watchAccount: ({ ref, watcher, until }) => deps.accountClient.watch(ref, { watcher, until }),
    }),
  });
}

/** Well inside the heartbeat timeout of 5 s. */
const heartbeatEveryMs = 1_000;

export function createExchangeActivities(deps: ActivityDeps): ExchangeActivities {
  return guard({
    async exchangeRefreshToken(order) {
      const timer = setInterval(() => heartbeat(), heartbeatEveryMs);
      const exchangeDeps = { ...deps, sleep: (lengthMs: number) => sleep(lengthMs) };
      try {
        let isLifetimeStated = false;
        const result = await exchange(exchangeDeps, order, (granted) => {
          isLifetimeStated = granted.lifetimeMs !== null;
        });
        return isLifetimeStated ? result : await learnLifetime(exchangeDeps, order.ref, result);
      } finally {
        clearInterval(timer);
      }
    },
  });
}
