// The one place where an account comes into being: account, grant, first token version and event, in the caller's
// transaction, whether a person connected it or a web app handed it over.

import { randomUUID } from 'node:crypto';
import { type AccountRef, type EventId, eventIdOf, newGrantId } from '../domain/ids.ts';
import type { TokenSet } from '../domain/token-set.ts';
import type { Provider } from '../providers/registry.ts';
import { insertAccount, saveState } from '../store/accounts.ts';
import type { Queryable } from '../store/db.ts';
import { insertEvent } from '../store/events.ts';
import { insertActiveGrant } from '../store/grants.ts';
import { takeSerial } from '../store/provider-apps.ts';
import type { Vault } from '../vault/vault.ts';
import { findAccountsMissing } from './compare-scopes.ts';
import { computeSchedule } from './compute-schedule.ts';

export interface NewAccount {
  readonly ref: AccountRef;
  readonly label: string;
  readonly subject: string | null;
  readonly organization: string | null;
  readonly apiBaseUrl: string;
  readonly scopes: readonly string[];
  /** As the provider answers them; empty where it is not known what was asked for. */
  readonly requestedScopes: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** `rest`: the token was issued to somebody else, at a time nobody told us. */
  readonly known: 'whole life' | 'rest';
  /** When the grant ends by the provider's own word; null where it gave none. */
  readonly refreshExpiresAt: number | null;
  /** Of a refresh token that came from outside, so that it is not taken over twice. */
  readonly fingerprint: Buffer | null;
  readonly tokens: TokenSet;
}

/** The first decision about an account is that there is one. */
export const connectedEventId = ({ account }: Pick<AccountRef, 'account'>): EventId => eventIdOf(account, 1);

export async function storeAccount(
  db: Queryable,
  vault: Vault,
  provider: Provider,
  account: NewAccount,
): Promise<void> {
  const { ref, label, apiBaseUrl, scopes, issuedAt, expiresAt } = account;
  const grant = newGrantId(randomUUID());
  const whose = { externalSubject: account.subject, externalOrganization: account.organization };

  const serial = await takeSerial(db, provider.app, provider.id);
  await insertAccount(db, {
    ref,
    provider: provider.id,
    providerApp: provider.app,
    serial,
    label,
    ...whose,
    apiBaseUrl,
    grant,
    requestedScopes: account.requestedScopes,
  });
  await insertActiveGrant(
    db,
    { id: grant, ref, scopes, ...whose, apiBaseUrl, refreshExpiresAt: account.refreshExpiresAt },
    account.fingerprint,
  );
  await vault.saveFirst(db, ref, {
    version: 1,
    grant,
    issuedAt,
    expiresAt,
    scopes,
    schedule: await computeSchedule(db, provider, serial, issuedAt, expiresAt, account.known),
    apiBaseUrl,
    tokens: account.tokens,
  });
  // The account's workflow counts its decisions on from this one.
  await saveState(db, { ref, state: 'active', seq: 1, diagnosis: null, lastDecision: 1 });
  const missingScopes = findAccountsMissing({
    requested_scopes: [...account.requestedScopes],
    scopes: [...scopes],
  });
  await insertEvent(db, {
    id: connectedEventId(ref),
    tenant: ref.tenant,
    type: 'agent.auth.connected',
    account: ref.account,
    run: null,
    sequence: 1,
    data: {
      provider: provider.id,
      label,
      state: 'active',
      seq: 1,
      ...(missingScopes.length > 0 && { missingScopes }),
    },
  });
}
