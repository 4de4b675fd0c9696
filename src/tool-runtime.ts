// What a tool call runs on: a fetch that carries the account's token, and a place for its rows. Durable in a run, in
// memory for a direct call. Wired here, because it joins the vault, the OAuth layer and the account workflows.

import { describeRef, inputOf } from '../activities/agent/conversation.ts';
import type { AuthorizedFetch, StepStore } from '../activities/tools/define-tool.ts';
import type { CallRef } from './domain/call-ref.ts';
import { Failure } from './domain/failures.ts';
import type { AccountRef } from './domain/ids.ts';
import type { Json } from './domain/tool.ts';
import type { WritePoint, WriteRecords } from './domain/write-record.ts';
import { createAuthorizedFetch, type TokenSource } from './oauth/authorized-fetch.ts';
import type { GatePlace, Permits } from './permits/permits.ts';
import type { Provider, Providers } from './providers/registry.ts';
import { type AccountRow, findAccount } from './store/accounts.ts';
import type { ConversationRef } from './store/conversation-entries.ts';
import type { Pool } from './store/db.ts';
import { findLastExchangeId } from './store/exchanges.ts';
import type { StepRef } from './store/result-rows.ts';
import { saveRefusedAt } from './store/token-versions.ts';
import type { WriteCall } from './store/writes.ts';
import type { AccountClient } from './temporal/account-client.ts';
import type { Conversations } from './vault/conversations.ts';
import type { DataKeys } from './vault/data-keys.ts';
import type { ResultVault } from './vault/result-vault.ts';
import { unknownAccount, type Vault } from './vault/vault.ts';
import { openWriteRecords } from './vault/write-records.ts';

export interface OpenedFetch {
  readonly fetch: AuthorizedFetch;
  readonly provider: string;
  /** Lowest and highest token version its requests were made with, for the receipt. */
  tokenVersions(): readonly [first: number, last: number] | null;
}

export interface ToolRuntime {
  /** `onWait` is told in words why a request waits for the provider's limits, and null when it goes on. */
  openFetch(
    ref: AccountRef,
    signal: AbortSignal,
    onWait?: (why: string | null) => void,
  ): Promise<OpenedFetch>;
  openStep(step: StepRef): StepStore;
  /** The input of a call as a model has written it. */
  readWritten(conversation: ConversationRef, call: CallRef): Promise<Json>;
  /** What is known of a call's writes, opened for one execution of it. */
  openWrites?(call: WriteCall): WriteRecords;
  /** Told the points a write passes; tests kill a worker there. */
  passing?(point: WritePoint): Promise<void>;
}

/** A slow provider's slowest page. */
const requestTimeoutMs = 60_000;
/** An exchange takes 20 s at the most; beyond that a call is better repeated than kept waiting. */
const patienceMs = 25_000;
const defaultSlice = 500;

export const createTokenSource = ({
  pool,
  vault,
}: {
  readonly pool: Pool;
  readonly vault: Vault;
}): TokenSource => ({
  openCurrent: (ref) => vault.openCurrent(pool, ref),
  lastExchange: (ref) => findLastExchangeId(pool, ref),
  noteRefused: (ref, version) => saveRefusedAt(pool, ref, version),
});

export const gatePlaceOf = (account: AccountRow, provider: Provider): GatePlace => ({
  provider,
  tenant: account.tenant,
  account: account.id,
  subject: account.external_subject,
  organization: account.external_organization,
});

export function createToolRuntime(deps: {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly resultVault: ResultVault;
  readonly conversations: Conversations;
  readonly dataKeys: DataKeys;
  readonly providers: Providers;
  readonly accountClient: AccountClient;
  readonly permits: Permits;
  readonly passing?: (point: WritePoint) => Promise<void>;
}): ToolRuntime {
  const { pool, dataKeys, resultVault, conversations, providers, accountClient, permits } = deps;
  const tokens = createTokenSource(deps);

  return {
    async openFetch(ref, signal, onWait) {
      const account = await findAccount(pool, ref);
      if (!account) throw unknownAccount(ref);
      const provider = providers.get(account.provider);
      let range: readonly [number, number] | null = null;
      const fetch = createAuthorizedFetch({
        ref,
        provider,
        tokens,
        fresh: accountClient,
        gate: permits.gateOf({ ...gatePlaceOf(account, provider), ...(onWait && { onWait }) }),
        requestTimeoutMs,
        patienceMs,
        signal,
        onVersion(version) {
          range = range ? [Math.min(range[0], version), Math.max(range[1], version)] : [version, version];
        },
      });
      return { fetch, provider: account.provider, tokenVersions: () => range };
    },

    async readWritten(conversation, call) {
      const entries = await conversations.read(conversation, { from: call.turn, turns: 1 });
      const input = inputOf(entries, call);
      if (input === undefined)
        throw new Failure('tool.input_invalid', `${describeRef(call)} is not written down`);
      return input;
    },
    openWrites: (call) => openWriteRecords(pool, dataKeys, call),
    ...(deps.passing && { passing: deps.passing }),

    openStep: (step) => ({
      loadCheckpoint: () => resultVault.loadCheckpoint(step),
      savePage: (page) => resultVault.savePage(step, page),
      countRows: () => resultVault.countRows(step),
      async *readRowsOf(other, sliceSize = defaultSlice) {
        let after = '';
        for (;;) {
          const slice = await resultVault.readSlice({ ...step, step: other }, { after, limit: sliceSize });
          if (slice.length === 0) return;
          yield slice;
          after = slice.at(-1)!.key;
        }
      },
      clear: () => resultVault.clear(step),
    }),
  };
}
