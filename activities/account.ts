// What the account workflow asks of the database: short, and safe to repeat.

import { requestReauthorization } from '../src/connect/open-link.ts';
import type { AccountSnapshot } from '../src/domain/account.ts';
import { isAmbiguous, personalNoticeDelayMs } from '../src/domain/fleet.ts';
import type { AccountRef } from '../src/domain/ids.ts';
import type { Providers } from '../src/providers/registry.ts';
import { findAccount, saveState, tokenVersionOf } from '../src/store/accounts.ts';
import { inTransaction, type Pool } from '../src/store/db.ts';
import { closeOrphans, countLostAnswers } from '../src/store/exchanges.ts';
import { moveGrant } from '../src/store/grants.ts';
import { completeRequests, isDeclined } from '../src/store/reauth-requests.ts';
import { unknownAccount } from '../src/vault/vault.ts';
import type { AccountActivities } from './contract.ts';
import { markDisconnected } from './disconnect.ts';

export interface AccountDeps {
  readonly pool: Pool;
  readonly providers: Providers;
}

type Plain = Pick<
  AccountActivities,
  'loadAccount' | 'saveAccountState' | 'openReauthRequest' | 'withdrawReauthRequest'
>;

export function createAccountActivities({ pool, providers }: AccountDeps): Plain {
  return {
    async loadAccount(ref) {
      // Only the account's workflow begins exchanges, and it is only now beginning: what is still marked as under way
      // belongs to a workflow that was ended from outside.
      await closeOrphans(pool, ref);
      return loadSnapshot(pool, providers, ref);
    },

    saveAccountState: (change) =>
      change.state === 'disconnected' ? markDisconnected(pool, change) : saveState(pool, change),

    async openReauthRequest(change) {
      const { ref, seq, diagnosis } = change;
      const request = await inTransaction(pool, async (db) => {
        const account = await findAccount(db, ref);
        if (!account) throw unknownAccount(ref);
        await saveState(db, change);
        await moveGrant(db, account.current_grant, 'dead');
        // Asked again after a week, for the sake of another night, the link is good for another week.
        return requestReauthorization(db, ref, { seq, diagnosis });
      });
      const noticesStartAt = Date.now() + (isAmbiguous(diagnosis) ? personalNoticeDelayMs : 0);
      return { ...request, noticesStartAt };
    },

    async withdrawReauthRequest(change) {
      await inTransaction(pool, async (db) => {
        const account = await findAccount(db, change.ref);
        if (!account) throw unknownAccount(change.ref);
        await saveState(db, change);
        await moveGrant(db, account.current_grant, 'active');
        await completeRequests(db, change.ref, null);
      });
    },
  };
}

async function loadSnapshot(pool: Pool, providers: Providers, ref: AccountRef): Promise<AccountSnapshot> {
  const account = await findAccount(pool, ref);
  if (!account) throw unknownAccount(ref);
  const habit = providers.get(account.provider).refreshTokens;
  return {
    ref,
    provider: account.provider,
    label: account.label,
    state: account.state,
    seq: account.seq,
    habit,
    token: tokenVersionOf(account),
    schedule: account.schedule,
    isRotationUncertain: habit === 'single-use' && (await countLostAnswers(pool, ref)) > 0,
    diagnosis: account.diagnosis,
    isDeclined: await isDeclined(pool, ref, account.seq),
    lastDecision: account.last_decision,
  };
}
