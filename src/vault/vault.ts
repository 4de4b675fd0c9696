// The vault: TokenSets by connected account and version. Opens the current one, saves the next one by compare-and-set.
// It never calls a provider, and never hands out a TokenSet that is not safely stored (fail closed).

import { createHmac } from 'node:crypto';
import type { AccountState, TokenVersion } from '../domain/account.ts';
import { AccountBlocked, Failure } from '../domain/failures.ts';
import type { AccountRef, ConnectRequestId, GrantId, ReauthRequestId, TenantId } from '../domain/ids.ts';
import type { RefreshSchedule } from '../domain/refresh-schedule.ts';
import { Secret } from '../domain/secret.ts';
import type { TokenSet } from '../domain/token-set.ts';
import { deleteDataKey } from '../store/data-keys.ts';
import type { Queryable } from '../store/db.ts';
import {
  advanceVersion,
  eraseTokens,
  findCurrentToken,
  insertTokenVersion,
} from '../store/token-versions.ts';
import { accountScope, type DataKeys, fingerprintScope } from './data-keys.ts';
import { open, seal } from './envelope.ts';

type RequestId = ReauthRequestId | ConnectRequestId;

export interface OpenedToken {
  readonly provider: string;
  readonly apiBaseUrl: string;
  readonly state: AccountState;
  readonly seq: number;
  readonly facts: TokenVersion;
  readonly tokens: TokenSet;
}

export interface TokenToSave {
  readonly version: number;
  readonly grant: GrantId;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly scopes: readonly string[];
  readonly schedule: RefreshSchedule;
  readonly apiBaseUrl: string;
  readonly tokens: TokenSet;
}

export interface Vault {
  /**
   * Throws `account.unknown` when there is no such account in that tenant, `AccountBlocked` when it is disconnected,
   * `vault.unreadable` when it does not open.
   */
  openCurrent(db: Queryable, ref: AccountRef): Promise<OpenedToken>;
  /** Writes the account's first version. The caller's transaction inserts the account beside it. */
  saveFirst(db: Queryable, ref: AccountRef, token: TokenToSave): Promise<void>;
  /**
   * Writes `token.version` if the account stands at the version before it; throws `vault.version_conflict` otherwise, so
   * that the caller's transaction rolls back whole.
   */
  saveNext(db: Queryable, ref: AccountRef, token: TokenToSave): Promise<void>;
  /** The TokenSet a disconnected account had last, to revoke it with; null once it is erased. Nobody else may use it. */
  openLast(db: Queryable, ref: AccountRef): Promise<TokenSet | null>;
  /** Erases what is sealed of the account, and the key with it: what backups still hold does not open any more. */
  erase(db: Queryable, ref: AccountRef): Promise<void>;
  /** The same token gives the same digest within a tenant; nothing can be made of it without the tenant's key. */
  fingerprint(db: Queryable, tenant: TenantId, refreshToken: Secret): Promise<Buffer>;
  sealStaged(db: Queryable, ref: AccountRef, grant: GrantId, tokens: TokenSet): Promise<Buffer>;
  openStaged(db: Queryable, ref: AccountRef, grant: GrantId, sealed: Buffer): Promise<TokenSet>;
  /** The PKCE verifier of a browser that is at the provider now (RFC 7636 section 4.1). */
  sealVerifier(db: Queryable, ref: AccountRef, request: RequestId, verifier: Secret): Promise<Buffer>;
  openVerifier(db: Queryable, ref: AccountRef, request: RequestId, sealed: Buffer): Promise<Secret>;
}

export function createVault(keys: DataKeys): Vault {
  const insert = async (db: Queryable, ref: AccountRef, token: TokenToSave): Promise<void> => {
    const key = await keys.keyOf(db, accountScope(ref));
    const sealed = seal(key, serialize(token.tokens), versionContext(ref, token.version));
    await insertTokenVersion(db, { ...token, ref, sealed });
  };

  return {
    async openCurrent(db, ref) {
      const row = await findCurrentToken(db, ref);
      if (!row) throw unknownAccount(ref);
      if (row.state === 'disconnected') throw new AccountBlocked('disconnected', row.seq);
      if (!row.sealed) {
        throw new Failure('vault.unreadable', `account ${ref.account} has no stored token any more`);
      }
      const key = await keys.keyOf(db, accountScope(ref));
      return {
        provider: row.provider,
        apiBaseUrl: row.api_base_url,
        state: row.state,
        seq: row.seq,
        facts: {
          version: row.version,
          grant: row.grant_id,
          issuedAt: row.issued_at,
          expiresAt: row.expires_at,
          scopes: row.scopes,
        },
        tokens: deserialize(open(key, row.sealed, versionContext(ref, row.version))),
      };
    },

    saveFirst: insert,

    async saveNext(db, ref, token) {
      const moved = await advanceVersion(db, ref, token);
      if (!moved) {
        throw new Failure(
          'vault.version_conflict',
          `account ${ref.account} moved on from version ${token.version - 1}`,
        );
      }
      await insert(db, ref, token);
    },

    async openLast(db, ref) {
      const row = await findCurrentToken(db, ref);
      if (!row?.sealed || row.state !== 'disconnected') return null;
      const key = await keys.keyOf(db, accountScope(ref));
      return deserialize(open(key, row.sealed, versionContext(ref, row.version)));
    },

    async erase(db, ref) {
      await eraseTokens(db, ref);
      await deleteDataKey(db, accountScope(ref));
      keys.forget(accountScope(ref));
    },

    async fingerprint(db, tenant, refreshToken) {
      const key = await keys.keyOf(db, fingerprintScope(tenant));
      return createHmac('sha256', key).update(refreshToken.reveal()).digest();
    },

    async sealStaged(db, ref, grant, tokens) {
      return seal(await keys.keyOf(db, accountScope(ref)), serialize(tokens), stagedContext(ref, grant));
    },

    async openStaged(db, ref, grant, sealed) {
      return deserialize(open(await keys.keyOf(db, accountScope(ref)), sealed, stagedContext(ref, grant)));
    },

    async sealVerifier(db, ref, request, verifier) {
      return seal(await keys.keyOf(db, accountScope(ref)), verifier.reveal(), verifierContext(ref, request));
    },

    async openVerifier(db, ref, request, sealed) {
      const key = await keys.keyOf(db, accountScope(ref));
      return new Secret(open(key, sealed, verifierContext(ref, request)).toString('utf8'));
    },
  };
}

export const unknownAccount = (ref: AccountRef): Failure =>
  new Failure(
    'account.unknown',
    `there is no account ${ref.account} in tenant ${ref.tenant}; GET /v1/accounts lists those there are`,
  );

const versionContext = (ref: AccountRef, version: number): string =>
  `token:${ref.tenant}:${ref.account}:${version}`;
const stagedContext = (ref: AccountRef, grant: GrantId): string =>
  `staged:${ref.tenant}:${ref.account}:${grant}`;

const verifierContext = (ref: AccountRef, request: RequestId): string =>
  `verifier:${ref.tenant}:${ref.account}:${request}`;

function serialize(tokens: TokenSet): string {
  return JSON.stringify({
    access: tokens.accessToken.reveal(),
    refresh: tokens.refreshToken?.reveal() ?? null,
  });
}

function deserialize(plaintext: Buffer): TokenSet {
  const { access, refresh } = JSON.parse(plaintext.toString('utf8')) as {
    access: string;
    refresh: string | null;
  };
  return { accessToken: new Secret(access), refreshToken: refresh === null ? null : new Secret(refresh) };
}
