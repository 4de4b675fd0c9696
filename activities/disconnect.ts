// The end of an account: its grant is revoked at the provider where nobody else stands on it, and what is sealed of it is
// erased with its key. Called by the account's workflow after the account is marked as disconnected, from which moment no
// exchange can begin and none that is under way can be saved. Each may be repeated.

import { Failure } from '../src/domain/failures.ts';
import type { AccountRef } from '../src/domain/ids.ts';
import type { Revocation } from '../src/domain/revocation.ts';
import { revoke } from '../src/oauth/revoke.ts';
import type { Providers } from '../src/providers/registry.ts';
import {
  countSiblings,
  findAccount,
  lockAccount,
  lockAccountIfFree,
  saveState,
} from '../src/store/accounts.ts';
import { inTransaction, type Pool } from '../src/store/db.ts';
import { endGrants } from '../src/store/grants.ts';
import { completeRequests } from '../src/store/reauth-requests.ts';
import { unknownAccount, type Vault } from '../src/vault/vault.ts';
import type { AccountActivities, StateChange } from './contract.ts';

export interface DisconnectDeps {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly providers: Providers;
}

export function createDisconnectActivities(
  deps: DisconnectDeps,
): Pick<AccountActivities, 'revokeGrant' | 'eraseAccount'> {
  const { pool, vault } = deps;
  return {
    revokeGrant: (ref) => revokeGrant(deps, ref),

    eraseAccount: (ref) =>
      inTransaction(pool, async (db) => {
        if (!(await lockAccount(db, ref))) throw unknownAccount(ref);
        const account = (await findAccount(db, ref))!;
        if (account.state !== 'disconnected') {
          throw new Failure(
            'bug',
            `account ${ref.account} is ${account.state}; only a disconnected one is erased`,
          );
        }
        await endGrants(db, ref);
        await completeRequests(db, ref, null);
        await vault.erase(db, ref);
      }),
  };
}

/** Often enough for whoever waits, and holding no connection meanwhile, which the exchange may need to come to its end. */
const lookAgainMs = 250;

/** Waits for an exchange under way by being repeated: its answer is saved before the account is closed to any. */
export function markDisconnected(pool: Pool, change: StateChange): Promise<void> {
  return inTransaction(pool, async (db) => {
    if (!(await lockAccountIfFree(db, change.ref))) {
      throw new Failure('store.unavailable', 'an exchange of the account is under way', {
        retryAfterMs: lookAgainMs,
      });
    }
    await saveState(db, change);
  });
}

async function revokeGrant({ pool, vault, providers }: DisconnectDeps, ref: AccountRef): Promise<Revocation> {
  const account = await findAccount(pool, ref);
  if (!account) throw unknownAccount(ref);
  const provider = providers.get(account.provider);
  const siblings = await countSiblings(pool, account, provider.revocationReach ?? 'subject');
  if (siblings > 0) return { kind: 'shared', siblings };
  const tokens = await vault.openLast(pool, ref);
  if (!tokens) return { kind: 'not_offered' };
  const outcome = await revoke(provider, tokens);
  if (outcome.kind !== 'away') return outcome;
  throw new Failure(
    'provider.unavailable',
    `${provider.name} does not take the revocation: ${outcome.reason}`,
  );
}
