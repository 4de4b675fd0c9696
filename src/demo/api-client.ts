// The product's API as the demo calls it: over HTTP, like any other program.

export interface ApiAccount {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  readonly state: 'active' | 'held' | 'reauth_required' | 'disconnected';
  readonly tokenVersion: number;
  readonly nextRefresh: { readonly at: string; readonly reason: string } | null;
  readonly diagnosis?: { readonly cause: string; readonly actor: string };
  readonly reauthUrl?: string;
}

export interface ApiRun {
  readonly id: string;
  readonly state: 'running' | 'paused' | 'ended';
  readonly verdict: string | null;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  readonly pausedOn: readonly string[];
  readonly gaps: readonly { readonly step: string; readonly code: string; readonly detail: string }[];
}

export interface ApiStep {
  readonly id: string;
  readonly account: string;
  readonly tool: string;
  readonly state: string;
  readonly receipt: {
    readonly rows: number;
    readonly announced: number | null;
    readonly unmatched: number;
    readonly pages: number;
    readonly tokenVersions: readonly [number, number] | null;
  } | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly pauses: readonly { readonly pausedAt: string; readonly resumedAt: string | null }[];
}

export interface ApiToolAnswer {
  readonly status: 'ok' | 'empty' | 'blocked' | 'failed';
  readonly result?: unknown;
  readonly problem?: { readonly code: string; readonly message: string };
  readonly reauthUrl?: string;
}

export interface ApiEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ApiPreflight {
  readonly id: string;
  readonly state: 'running' | 'done';
  readonly accounts: number;
  readonly probed: number;
  readonly good: number;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

export interface ApiClient {
  importAccount(body: Readonly<Record<string, unknown>>): Promise<ApiAccount>;
  account(id: string): Promise<ApiAccount>;
  checkAccount(id: string): Promise<{ readonly check: string; readonly account: ApiAccount }>;
  disconnectAccount(
    id: string,
  ): Promise<{ readonly account: ApiAccount; readonly revocation: { readonly kind: string } }>;
  /** A link by which a person renews the account, whatever its state. */
  reauthLink(account: string): Promise<{ readonly url: string }>;
  callTool(account: string, tool: string, input: unknown): Promise<ApiToolAnswer>;
  startRun(body: Readonly<Record<string, unknown>>): Promise<ApiRun>;
  run(id: string): Promise<ApiRun>;
  cancelRun(id: string): Promise<ApiRun>;
  steps(run: string): Promise<readonly ApiStep[]>;
  transcript(run: string): Promise<unknown>;
  events(): Promise<readonly ApiEvent[]>;
  /** Answers the secret of a new endpoint. */
  putWebhookEndpoint(id: string, body: { readonly url: string }): Promise<{ readonly secret: string }>;
  putSchedule(id: string, body: Readonly<Record<string, unknown>>): Promise<unknown>;
  startPreflight(body: Readonly<Record<string, unknown>>): Promise<ApiPreflight>;
  preflight(id: string): Promise<ApiPreflight>;
}

export async function createTenant(
  apiUrl: string,
  operatorKey: string,
  tenant: { id: string; name: string },
): Promise<ApiClient> {
  return tenantClient(apiUrl, await createTenantKey(apiUrl, operatorKey, tenant));
}

export async function createTenantKey(
  apiUrl: string,
  operatorKey: string,
  tenant: { id: string; name: string },
): Promise<string> {
  return (await request<{ apiKey: string }>(apiUrl, operatorKey, 'POST', '/v1/tenants', tenant)).apiKey;
}

export function tenantClient(apiUrl: string, apiKey: string): ApiClient {
  const call = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    request<T>(apiUrl, apiKey, method, path, body);
  return {
    importAccount: (body) => call('POST', '/v1/accounts/import', body),
    account: (id) => call('GET', `/v1/accounts/${id}`),
    checkAccount: (id) => call('POST', `/v1/accounts/${id}/check`),
    disconnectAccount: (id) => call('DELETE', `/v1/accounts/${id}`),
    reauthLink: (account) => call('POST', `/v1/accounts/${account}/reauth-links`, {}),
    callTool: (account, tool, input) => call('POST', `/v1/accounts/${account}/tools/${tool}`, { input }),
    startRun: (body) => call('POST', '/v1/runs', body),
    run: (id) => call('GET', `/v1/runs/${id}`),
    cancelRun: (id) => call('POST', `/v1/runs/${id}/cancel`),
    steps: async (run) => (await call<{ steps: ApiStep[] }>('GET', `/v1/runs/${run}/ledger`)).steps,
    transcript: (run) => call('GET', `/v1/runs/${run}/transcript`),
    putWebhookEndpoint: (id, body) => call('PUT', `/v1/webhook-endpoints/${id}`, body),
    putSchedule: (id, body) => call('PUT', `/v1/schedules/${id}`, body),
    events: async () => (await call<{ items: ApiEvent[] }>('GET', '/v1/events?limit=200')).items,
    startPreflight: (body) => call('POST', '/v1/preflight', body),
    preflight: (id) => call('GET', `/v1/preflight/${id}`),
  };
}

async function request<T>(
  apiUrl: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(new URL(path, apiUrl), {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(
      `${method} ${path} answered ${response.status}: ${(await response.text()).slice(0, 2_000)}`,
    );
  return (await response.json()) as T;
}
