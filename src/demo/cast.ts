// The night's cast: three customers, each with one account at HubSpot, Salesforce and Google, and what they have there.

import type { SandboxControl, SandboxDescription, TenantFacts } from '../sandbox/control-contract.ts';
import type { SandboxOptions } from '../sandbox/options.ts';
import { type ApiAccount, type ApiClient, createTenant } from './api-client.ts';
import { speed } from './night-clock.ts';

export const providers = ['hubspot', 'salesforce', 'google'] as const;
export type ProviderId = (typeof providers)[number];

/** The customer whose Salesforce administrator takes the app's access away at hour 4. */
export const revokedTenant = 'borealis';

const customers = [
  { id: 'aurora', name: 'Aurora Freight', deals: 6_000, accounts: 3_000, unmatched: 12 },
  { id: revokedTenant, name: 'Borealis Foods', deals: 5_600, accounts: 3_000, unmatched: 5 },
  { id: 'cirrus', name: 'Cirrus Tools', deals: 6_200, accounts: 3_100, unmatched: 9 },
];

export const pageSizes = { dealsPerPage: 50, accountsPerBatch: 50, rowsPerWrite: 100 };
export const naivePageSize = 40;

/** Minutes of the night a data call takes: so slow that a report fills the six hours. */
const secondsPerCall: Record<ProviderId, number> = { hubspot: 72, salesforce: 112, google: 50 };

export const sandboxOptions: SandboxOptions = {
  speed,
  world: { seed: 'a night', tenants: customers },
  knobs: [
    {
      scope: { provider: 'hubspot' },
      knobs: { accessLifetimeSeconds: 1_800, secondsPerCall: secondsPerCall.hubspot },
    },
    // What this night's administrators chose as session timeout.
    {
      scope: { provider: 'salesforce' },
      knobs: { accessLifetimeSeconds: 900, secondsPerCall: secondsPerCall.salesforce },
    },
    {
      scope: { provider: 'google' },
      knobs: { accessLifetimeSeconds: 3_599, secondsPerCall: secondsPerCall.google },
    },
  ],
};

export interface CastAccount {
  readonly tenant: string;
  readonly provider: ProviderId;
  readonly user: string;
  readonly account: ApiAccount;
  /** Grants of the sandbox behind this account: the first one, and later ones after a reauthorization. */
  readonly grants: string[];
}

export interface CastTenant {
  readonly facts: TenantFacts;
  readonly api: ApiClient;
  readonly accounts: Record<ProviderId, CastAccount>;
}

export async function castTenants(
  apiUrl: string,
  operatorKey: string,
  control: SandboxControl,
  description: SandboxDescription,
): Promise<CastTenant[]> {
  return Promise.all(
    description.tenants.map(async (facts) => {
      const api = await createTenant(apiUrl, operatorKey, { id: facts.id, name: facts.name });
      const accounts = await Promise.all(providers.map((provider) => connect(api, control, facts, provider)));
      const [hubspot, salesforce, google] = accounts as [CastAccount, CastAccount, CastAccount];
      return { facts, api, accounts: { hubspot, salesforce, google } };
    }),
  );
}

async function connect(
  api: ApiClient,
  control: SandboxControl,
  facts: TenantFacts,
  provider: ProviderId,
): Promise<CastAccount> {
  const { user, name } = facts.users[0]!;
  const { grant, tokens } = await control.grant({ provider, user });
  const { access_token, refresh_token, expires_in, instance_url } = tokens;
  const account = await api.importAccount({
    provider,
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresAt: typeof expires_in === 'number' ? Date.now() + expires_in * 1_000 : undefined,
    apiBaseUrl: instance_url,
    label: `${name}, ${facts.name}`,
  });
  return { tenant: facts.id, provider, user, account, grants: [grant] };
}
