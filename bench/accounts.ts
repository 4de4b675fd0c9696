// Accounts for the measurements, minted at the sandbox and imported through the API.

import type { AccountRef } from '../src/domain/ids.ts';
import type { MintedGrant } from '../src/sandbox/control-contract.ts';
import type { BenchStage } from './stage.ts';

export interface BenchAccount {
  readonly ref: AccountRef;
  readonly grant: string;
  readonly user: string;
}

export async function mintGrant(
  { control }: BenchStage,
  provider: string,
): Promise<MintedGrant & { readonly user: string }> {
  const { tenants } = await control.describe();
  const { user } = tenants[0]!.users[0]!;
  return { ...(await control.grant({ provider, user })), user };
}

export async function connectAccount(stage: BenchStage, provider: string): Promise<BenchAccount> {
  const { api, tenant } = stage;
  const { grant, tokens, user } = await mintGrant(stage, provider);
  const account = await api.importAccount({
    provider,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresAt: typeof tokens.expires_in === 'number' ? Date.now() + tokens.expires_in * 1_000 : undefined,
    apiBaseUrl: tokens.instance_url,
    label: 'bench',
  });
  return { ref: { tenant, account: account.id } as AccountRef, grant, user };
}

export async function connectMany(
  stage: BenchStage,
  provider: string,
  count: number,
): Promise<BenchAccount[]> {
  const connected: BenchAccount[] = [];
  await inParallel(Array.from({ length: count }), async () => {
    connected.push(await connectAccount(stage, provider));
  });
  return connected;
}

/** A few at a time, so that the measuring process is not what is measured. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      next += 1;
      await work(items[next - 1]!);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}
