// Who works on what. Exchanges have a queue, a worker and a pool of their own, so that a hundred tool calls waiting for a
// token can never keep the exchange from running that would give it to them.

export const taskQueues = {
  /** Account workflows and their short activities. */
  accounts: 'firstlight-accounts',
  /** Token exchanges, nothing else. */
  exchanges: 'firstlight-exchanges',
  /** Run workflows and their short activities. */
  runs: 'firstlight-runs',
  /** Tool calls. */
  tools: 'firstlight-tools',
} as const;
