// What passes a tenant's own requests to its accounts' providers. Wired here, because it joins the vault, the OAuth layer and the
// account workflows.

import type { PassRequest } from './domain/proxy.ts';
import { MINUTE, SECOND } from './domain/time.ts';
import { sendProxied } from './oauth/proxied-request.ts';
import type { Permits } from './permits/permits.ts';
import type { Providers } from './providers/registry.ts';
import { findAccount } from './store/accounts.ts';
import type { Pool } from './store/db.ts';
import type { AccountClient } from './temporal/account-client.ts';
import { createTokenSource, gatePlaceOf } from './tool-runtime.ts';
import { unknownAccount, type Vault } from './vault/vault.ts';

/** The life a token must have left, up to a tenth of its lifetime: it is read when the request begins, not when it ends. */
const leastLifeMs = MINUTE;
/** An exchange takes 20 s at the most. */
const patienceMs = 25 * SECOND;

export function createProxy(deps: {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly providers: Providers;
  readonly accountClient: AccountClient;
  readonly permits: Permits;
}): PassRequest {
  const tokens = createTokenSource(deps);
  return async (wish) => {
    const account = await findAccount(deps.pool, wish.ref);
    if (!account) throw unknownAccount(wish.ref);
    const provider = deps.providers.get(account.provider);
    return sendProxied(
      {
        ref: wish.ref,
        provider,
        tokens,
        fresh: deps.accountClient,
        gate: deps.permits.gateOf(gatePlaceOf(account, provider)),
        requestTimeoutMs: leastLifeMs,
        patienceMs,
      },
      wish,
    );
  };
}
