// Who works on what. Exchanges have a queue, a worker and a pool of their own, so that a hundred tool calls waiting for a
// token can never keep the exchange from running that would give it to them.

export const taskQueues = {
  /** All workflows and their short activities. */
  workflows: 'firstlight-workflows',
  /** Token exchanges of one provider app, nothing else: a queue of its own, because its pace is its own. */
  exchanges: (app: string) => `firstlight-exchanges-${app}`,
  /** Tool calls. */
  tools: 'firstlight-tools',
  /** Preflights: each waits for many accounts, and must not stand in the way of what those do meanwhile. */
  preflights: 'firstlight-preflights',
  /** Deliveries to webhook endpoints, and notices to people: receivers that are slow keep nothing waiting but each other. */
  deliveries: 'firstlight-deliveries',
} as const;
