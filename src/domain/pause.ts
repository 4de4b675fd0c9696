// A call's wait for an account that cannot be used.

import type { AccountId } from './ids.ts';

export interface PauseRecord {
  readonly account: AccountId;
  state: 'reauth_required' | 'held' | 'disconnected';
  readonly pausedAt: number;
  resumedAt: number | null;
}
