// The comparison: the naive wrapper works through the same night for the same customer, on grants of its own, and its
// "completed" is held against what it delivered.

import type { SandboxControl, SandboxDescription, TenantFacts } from '../sandbox/control-contract.ts';
import { naivePageSize, type ProviderId, providers } from './cast.ts';
import { createNaiveClient, type NaiveReport, runNaiveReport } from './naive-wrapper.ts';
import { speed } from './night-clock.ts';

/** One hour of this night. */
const assumedLifetimeMs = 3_600_000 / speed;

export const naiveTab = 'naive';

export interface NaiveNight {
  readonly grants: readonly string[];
  readonly finished: Promise<NaiveReport>;
}

export async function startNaiveNight(
  control: SandboxControl,
  description: SandboxDescription,
  facts: TenantFacts,
): Promise<NaiveNight> {
  const opened = await Promise.all(
    providers.map((provider) => openClient(control, description, facts, provider)),
  );
  const [hubspot, salesforce, google] = opened as [Opened, Opened, Opened];
  const report = async (): Promise<NaiveReport> => {
    const reported = await runNaiveReport({
      hubspot: hubspot.client,
      salesforce: salesforce.client,
      google: google.client,
      spreadsheetId: facts.spreadsheetId,
      tab: naiveTab,
      pageSize: naivePageSize,
    });
    const { rows } = await control.expectedReport({ tenant: facts.id });
    return {
      reported,
      rowsExpected: rows,
      rowsDelivered: await countRows(control, facts.spreadsheetId, naiveTab, 0),
    };
  };
  return { grants: opened.map((one) => one.grant), finished: report() };
}

type Opened = Awaited<ReturnType<typeof openClient>>;

async function openClient(
  control: SandboxControl,
  description: SandboxDescription,
  facts: TenantFacts,
  provider: ProviderId,
) {
  const { grant, tokens } = await control.grant({ provider, user: facts.users[0]!.user });
  const { tokenUrl, clientId, clientSecret, apiOrigins } = description.providerOverrides[provider]!;
  const { access_token, refresh_token, expires_in, instance_url } = tokens as Record<
    string,
    string | undefined
  >;
  const client = createNaiveClient(
    { tokenUrl, clientId, clientSecret, apiBaseUrl: instance_url ?? apiOrigins[0]!, assumedLifetimeMs },
    {
      accessToken: access_token!,
      refreshToken: refresh_token!,
      expiresAt: Date.now() + (expires_in === undefined ? assumedLifetimeMs : Number(expires_in) * 1_000),
    },
  );
  return { grant, client };
}

/** Distinct first cells of a tab below its header rows: what was really delivered. */
export async function countRows(
  control: SandboxControl,
  spreadsheet: string,
  title: string,
  headerRows: number,
): Promise<number> {
  const { tabs } = await control.readSpreadsheet({ spreadsheet });
  const rows = tabs.find((tab) => tab.title === title)?.rows.slice(headerRows) ?? [];
  return new Set(rows.map((row) => String(row[0] ?? '')).filter(Boolean)).size;
}
