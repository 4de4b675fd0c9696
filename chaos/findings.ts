// What the nights come to: rows from the sandbox's sheets, double spends from the sandbox's books, lost grants from the
// events and what they were explained with, tokens from a search of everything that was written.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { connectClient } from '../src/temporal/connection.ts';
import { findCanaries, searchDatabase, searchHistories } from '../test/support/canary.ts';
import type { Revoked } from './faults.ts';
import type { RunFinding } from './night.ts';
import type { ChaosStage } from './stage.ts';

export interface Findings {
  readonly nights: number;
  readonly seed: string;
  readonly faults: Readonly<Record<string, number>>;
  readonly rowsExpected: number;
  readonly rowsDelivered: number;
  readonly duplicateWrites: number;
  readonly unprovenRows: number;
  readonly rowsWithoutAccount: number;
  readonly doubleSpends: number;
  readonly grantsLost: number;
  readonly grantsLostExplained: number;
  readonly tokensFoundOutside: number;
  /** Replays the sandbox saw that the journal knows as probes. */
  readonly probes: number;
  readonly grantsRevoked: number;
  readonly reauthorized: number;
  /** Times a person's link led to a page that did not help; they tried again. */
  readonly peopleStuck: number;
  /** Processes that ended though nobody killed them. */
  readonly unplannedExits: number;
  readonly runsIncomplete: number;
  readonly exchanges: number;
  /** What was searched for tokens. */
  readonly searched: { readonly rows: number; readonly events: number; readonly logBytes: number };
}

export async function collectFindings(
  stage: ChaosStage,
  input: {
    readonly nights: number;
    readonly seed: string;
    readonly faults: Readonly<Record<string, number>>;
    readonly runs: readonly RunFinding[];
    readonly revoked: readonly Revoked[];
    readonly reauthorized: number;
    readonly peopleStuck: number;
  },
): Promise<Findings> {
  const pool = new pg.Pool({ connectionString: stage.servers.databaseUrl, max: 2 });
  const temporal = await connectClient(
    { address: stage.servers.temporalAddress, namespace: null },
    stage.payloads,
  );
  try {
    const [grants, spends, database, histories] = await Promise.all([
      explainLosses(pool, input.revoked),
      countSpends(stage, pool),
      searchDatabase(pool),
      searchHistories(temporal.client),
    ]);
    const logs = readLogs(stage.logDir);
    const finds = [...database.finds, ...histories.finds, ...findCanaries('logs', logs)];
    const total = (
      field: 'rowsExpected' | 'rowsDelivered' | 'duplicateWrites' | 'unprovenRows' | 'rowsWithoutAccount',
    ) => sum(input.runs.map((run) => run[field]));
    return {
      nights: input.nights,
      seed: input.seed,
      faults: input.faults,
      rowsExpected: total('rowsExpected'),
      rowsDelivered: total('rowsDelivered'),
      duplicateWrites: total('duplicateWrites'),
      unprovenRows: total('unprovenRows'),
      rowsWithoutAccount: total('rowsWithoutAccount'),
      ...spends,
      ...grants,
      tokensFoundOutside: finds.length,
      grantsRevoked: input.revoked.length,
      reauthorized: input.reauthorized,
      peopleStuck: input.peopleStuck,
      unplannedExits: stage.worker.unplannedExits() + stage.api.unplannedExits(),
      runsIncomplete: input.runs.filter((run) => run.verdict !== 'complete').length,
      searched: { rows: database.rows, events: histories.events, logBytes: logs.length },
    };
  } finally {
    await temporal.close();
    await pool.end();
  }
}

/** Each time a person was asked, unless somebody had taken the access away: that one is not ours to lose. */
async function explainLosses(
  pool: pg.Pool,
  revoked: readonly Revoked[],
): Promise<{ readonly grantsLost: number; readonly grantsLostExplained: number }> {
  const { rows } = await pool.query<{ account: string; at: number; cause: string }>(
    `select account, (extract(epoch from created_at) * 1000)::float8 as at, data->'diagnosis'->>'cause' as cause
     from events where type = 'agent.auth.reauth_required' order by position`,
  );
  const open = [...revoked];
  const lost = rows.filter(({ account, at }) => {
    const index = open.findIndex((one) => one.account === account && one.at <= at);
    if (index >= 0) open.splice(index, 1);
    return index < 0;
  });
  return {
    grantsLost: lost.length,
    grantsLostExplained: lost.filter(({ cause }) => cause === 'rotation_lost').length,
  };
}

/** By account: a replay of a spent token is a double spend, unless the journal announced it as a probe. */
async function countSpends(stage: ChaosStage, pool: pg.Pool) {
  const { rows } = await pool.query<{ account: string; probes: number }>(
    `select account, count(*)::int as probes from exchanges
     where kind = 'probe' and status not in ('unsent', 'tombstone') group by account`,
  );
  const probesOf = new Map(rows.map(({ account, probes }) => [account, probes]));
  const accounts = stage.cast.flatMap((tenant) => Object.values(tenant.accounts));
  const counted = await Promise.all(
    accounts.map(async ({ account, provider, user }) => {
      const books = await stage.control.grants({ provider, user });
      const replays = sum(books.map((one) => one.doubleSpends));
      const probes = Math.min(replays, probesOf.get(account.id) ?? 0);
      return { probes, doubleSpends: replays - probes, exchanges: sum(books.map((one) => one.exchanges)) };
    }),
  );
  return {
    doubleSpends: sum(counted.map((one) => one.doubleSpends)),
    probes: sum(counted.map((one) => one.probes)),
    exchanges: sum(counted.map((one) => one.exchanges)),
  };
}

/** Of api and worker, those put aside too; the sandbox's own holds its description with the client secrets. */
function readLogs(folder: string): string {
  const names = readdirSync(folder).filter((name) => /^(api|worker)\.log/.test(name));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

/** What the nights promised and did not keep, in words. */
export function findBroken(findings: Findings): string[] {
  const { rowsExpected, rowsDelivered, grantsLost, grantsLostExplained } = findings;
  const zeros = [
    'duplicateWrites',
    'unprovenRows',
    'rowsWithoutAccount',
    'doubleSpends',
    'tokensFoundOutside',
    'runsIncomplete',
  ] as const;
  return [
    ...(rowsDelivered === rowsExpected ? [] : [`${rowsDelivered} rows delivered of ${rowsExpected}`]),
    ...zeros.filter((name) => findings[name] !== 0).map((name) => `${name}: ${findings[name]}`),
    ...(grantsLostExplained === grantsLost
      ? []
      : [`${grantsLost - grantsLostExplained} grants lost without an explanation`]),
  ];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
