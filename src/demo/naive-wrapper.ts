// "Stage 2": what most teams write before their first bad night, run beside the product on grants of its own. It checks
// the expiry, refreshes, and where something goes wrong hands the agent `{}`. It is here to be compared with, not to be used.

export interface NaiveGrant {
  accessToken: string;
  refreshToken: string;
  expiresAt: number;
}

export interface NaiveEndpoints {
  /** What it takes for granted where the token answer does not say: an hour (of the night it runs in). */
  readonly assumedLifetimeMs: number;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiBaseUrl: string;
}

type Rows = Record<string, unknown>;

/** Returns `{}` for every failure: that is the flaw this file exists to show. */
export function createNaiveClient(endpoints: NaiveEndpoints, grant: NaiveGrant) {
  const refresh = async (): Promise<void> => {
    const response = await fetch(endpoints.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: grant.refreshToken,
        client_id: endpoints.clientId,
        client_secret: endpoints.clientSecret,
      }),
    });
    const answer = (await response.json()) as {
      access_token: string;
      refresh_token?: string;
      expires_in?: number;
    };
    grant.accessToken = answer.access_token;
    grant.refreshToken = answer.refresh_token ?? grant.refreshToken;
    const lifetimeMs =
      answer.expires_in === undefined ? endpoints.assumedLifetimeMs : answer.expires_in * 1_000;
    grant.expiresAt = Date.now() + lifetimeMs;
  };

  return async function call(path: string, init: RequestInit = {}): Promise<Rows> {
    try {
      if (Date.now() > grant.expiresAt - 500) await refresh();
      const response = await fetch(new URL(path, endpoints.apiBaseUrl), {
        ...init,
        headers: {
          ...init.headers,
          authorization: `Bearer ${grant.accessToken}`,
          'content-type': 'application/json',
        },
      });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return (await response.json()) as Rows;
    } catch {
      return {};
    }
  };
}

export interface NaiveReport {
  readonly reported: 'completed';
  readonly rowsExpected: number;
  readonly rowsDelivered: number;
}

interface Deal {
  readonly id: string;
  readonly properties: Record<string, string | null>;
}

/** The same night's report, page by page, with the wrapper above. Returns how many rows it wrote; it reports completion. */
export async function runNaiveReport(input: {
  readonly hubspot: ReturnType<typeof createNaiveClient>;
  readonly salesforce: ReturnType<typeof createNaiveClient>;
  readonly google: ReturnType<typeof createNaiveClient>;
  readonly spreadsheetId: string;
  readonly tab: string;
  readonly pageSize: number;
}): Promise<'completed'> {
  const { hubspot, salesforce, google, spreadsheetId, tab, pageSize } = input;
  const deals: Deal[] = [];
  for (let after: string | undefined; ; ) {
    const page = (await hubspot('/crm/v3/objects/deals/search', {
      method: 'POST',
      body: JSON.stringify({
        limit: pageSize,
        after,
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
        properties: ['dealname', 'amount', 'salesforce_account_id'],
      }),
    })) as { results?: Deal[]; paging?: { next?: { after?: string } } };
    deals.push(...(page.results ?? []));
    after = page.paging?.next?.after;
    if (!after) break;
  }

  const names = new Map<string, string>();
  const ids = [
    ...new Set(
      deals
        .map((deal) => deal.properties.salesforce_account_id)
        .filter((id) => id !== null && id !== undefined),
    ),
  ];
  for (let from = 0; from < ids.length; from += pageSize) {
    const list = ids.slice(from, from + pageSize).map((id) => `'${id}'`);
    const query = `SELECT Id, Name FROM Account WHERE Id IN (${list.join(',')})`;
    const page = (await salesforce(`/services/data/v62.0/query?q=${encodeURIComponent(query)}`)) as {
      records?: { Id: string; Name: string }[];
    };
    for (const account of page.records ?? []) names.set(account.Id, account.Name);
  }

  const rows = deals
    .filter((deal) => names.has(deal.properties.salesforce_account_id ?? ''))
    .map((deal) => [
      deal.id,
      deal.properties.dealname,
      deal.properties.amount,
      names.get(deal.properties.salesforce_account_id!),
    ]);
  const title = {
    properties: { title: tab, gridProperties: { rowCount: deals.length + 2, columnCount: 8 } },
  };
  await google(`/v4/spreadsheets/${spreadsheetId}:batchUpdate`, {
    method: 'POST',
    body: JSON.stringify({ requests: [{ addSheet: title }] }),
  });
  for (let from = 0; from < rows.length; from += pageSize) {
    const range = `'${tab}'!A${from + 1}:D${from + pageSize}`;
    await google(
      `/v4/spreadsheets/${spreadsheetId}/values/${encodeURIComponent(range)}?valueInputOption=RAW`,
      {
        method: 'PUT',
        body: JSON.stringify({ range, values: rows.slice(from, from + pageSize) }),
      },
    );
  }
  return 'completed';
}
