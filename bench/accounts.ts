// Accounts for the measurements, minted at the sandbox and imported through the API.

import type { AccountRef } from '../src/domain/ids.ts';
import type { BenchStage } from './stage.ts';

export interface BenchAccount {
  readonly ref: AccountRef;
  readonly grant: string;
}

export async function connectAccount(
  { api, control, tenant }: BenchStage,
  provider: string,
): Promise<BenchAccount> {
  const { tenants } = await control.describe();
  const { grant, tokens } = await control.grant({ provider, user: tenants[0]!.users[0]!.user });
  const account = await api.importAccount({
    provider,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresAt: typeof tokens.expires_in === 'number' ? Date.now() + tokens.expires_in * 1_000 : undefined,
    apiBaseUrl: tokens.instance_url,
    label: 'bench',
  });
  return { ref: { tenant, account: account.id } as AccountRef, grant };
}

export async function connectMany(
  stage: BenchStage,
  provider: string,
  count: number,
): Promise<BenchAccount[]> {
  const connected: BenchAccount[] = [];
  let started = 0;
  const connect = async (): Promise<void> => {
    while (started < count) {
      started += 1;
      connected.push(await connectAccount(stage, provider));
    }
  };
  await Promise.all(Array.from({ length: 16 }, connect));
  return connected;
}
