// Takes a staged grant into use: whose it is, is compared first; then old and new change places in one transaction
// (promise 7). Runs in turn with the account's exchanges, because the account workflow calls both.

import { scopesThatMustStay } from '../src/connect/compare-scopes.ts';
import { computeSchedule } from '../src/connect/compute-schedule.ts';
import { findMissingScopes, isSomebodyElse } from '../src/connect/examine-grant.ts';
import type { TokenVersion } from '../src/domain/account.ts';
import type { AccountRef, ReauthRequestId } from '../src/domain/ids.ts';
import type { Providers } from '../src/providers/registry.ts';
import {
  type AccountRow,
  findAccount,
  lockAccount,
  saveIdentity,
  saveState,
  tokenVersionOf,
} from '../src/store/accounts.ts';
import { inTransaction, type Pool } from '../src/store/db.ts';
import { findCurrentGrant, findStagedGrant, type GrantRow, moveGrant } from '../src/store/grants.ts';
import { completeRequests, findReauthRequest } from '../src/store/reauth-requests.ts';
import { unknownAccount, type Vault } from '../src/vault/vault.ts';
import type { AdoptGrantResult } from './contract.ts';

export interface AdoptGrantDeps {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly providers: Providers;
}

export async function adoptGrant(
  { pool, vault, providers }: AdoptGrantDeps,
  order: {
    readonly ref: AccountRef;
    readonly request: ReauthRequestId | null;
    readonly seq: number;
    readonly lastDecision: number;
  },
): Promise<AdoptGrantResult> {
  const { ref } = order;
  return inTransaction(pool, async (db) => {
    if (!(await lockAccount(db, ref))) throw unknownAccount(ref);
    const account = (await findAccount(db, ref))!;
    const current = await findCurrentGrant(db, ref);
    const staged = await findStagedGrant(db, ref, order.request);
    if (!staged || account.state === 'disconnected') return adoptedBefore(account, current, order.request);

    const request = staged.reauth_request;
    // Of two people with one link the first was adopted; the second's grant does not take its place.
    if (request !== null && (await findReauthRequest(db, request))?.state !== 'open') {
      await moveGrant(db, staged.id, 'discarded');
      return { kind: 'superseded' };
    }
    const provider = providers.get(account.provider);
    if (isSomebodyElse(provider, account, staged)) {
      await moveGrant(db, staged.id, 'discarded');
      return { kind: 'identity_mismatch', request };
    }
    // Examined before it was staged, too; but an account that was dead then may live now, and have more to lose.
    if (findMissingScopes(provider, scopesThatMustStay(provider, account), staged.scopes).length > 0) {
      await moveGrant(db, staged.id, 'discarded');
      return { kind: 'scopes_missing', request };
    }

    const issuedAt = staged.staged_issued_at!;
    const expiresAt = staged.staged_expires_at!;
    const schedule = await computeSchedule(db, provider, account.serial, issuedAt, expiresAt);
    const token: TokenVersion = {
      version: account.current_version + 1,
      grant: staged.id,
      issuedAt,
      expiresAt,
      scopes: staged.scopes,
    };
    await vault.saveNext(db, ref, {
      ...token,
      schedule,
      apiBaseUrl: staged.api_base_url,
      tokens: await vault.openStaged(db, ref, staged.id, staged.staged_sealed!),
    });
    if (current) await moveGrant(db, current.id, 'superseded');
    await moveGrant(db, staged.id, 'active');
    await saveIdentity(db, ref, {
      subject: staged.external_subject,
      organization: staged.external_organization,
    });
    await completeRequests(db, ref, request);
    await saveState(db, {
      ref,
      state: 'active',
      seq: order.seq,
      diagnosis: null,
      lastDecision: order.lastDecision,
    });
    return { kind: 'adopted', request, token, schedule };
  });
}

/** A repeat of an adoption that went through finds nothing staged, and the request's grant in force. */
function adoptedBefore(
  account: AccountRow,
  current: GrantRow | null,
  request: ReauthRequestId | null,
): AdoptGrantResult {
  if (request === null) return { kind: 'nothing_staged' };
  if (current?.reauth_request !== request) return { kind: 'superseded' };
  return {
    kind: 'adopted',
    request,
    token: tokenVersionOf(account),
    schedule: account.schedule,
  };
}
