// `firstlight accounts import FILE`: hands accounts of another system to the API, one request a line. Every line is checked by
// the API before the first is imported; a line is imported whole or not at all, and one that was imported before is found
// again instead of doubled. Never prints a token.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CommandMistake, defineCommand } from './command.ts';
import { type AccountLine, readAccountsFile } from './read-accounts-file.ts';
import type { Screen } from './screen.ts';
import { apiFlags, openTenantApi, type TenantApi } from './tenant-api.ts';

interface Report {
  readonly line: number;
  readonly status: 'importable' | 'imported' | 'imported_before' | 'refused';
  readonly provider?: string;
  readonly label?: string;
  readonly refreshTokens?: string;
  readonly account?: string;
  readonly mistakes?: readonly string[];
}

export const importAccounts = defineCommand({
  words: 'accounts import',
  takes: ['FILE'],
  flags: {
    'dry-run': { type: 'boolean', says: 'Check every line, import nothing, and do not ask the providers.' },
    ...apiFlags,
  },
  does: 'Take over accounts from a CSV or JSON file.',
  more: 'What is imported already is found again, not doubled: correct the lines that were refused and call it with the same file.',
  example: 'firstlight accounts import exported.csv --dry-run',
  async run(call) {
    const { values, screen } = call;
    const api = openTenantApi(call);
    const [path] = call.given as [string];
    const lines = await readLines(path);

    const checked = await checkAll(api, lines, screen);
    const rotating = checked.filter((report) => report.refreshTokens === 'single-use');
    if (rotating.length > 0) screen.say(warn(rotating, values['dry-run'] === true));
    const reports = values['dry-run'] ? checked : await importAll(api, lines, checked, screen);

    const refused = reports.filter((report) => report.status === 'refused');
    if (screen.isForPrograms) {
      screen.json({
        dryRun: values['dry-run'] === true,
        lines: reports,
        rotating: rotating.map((report) => report.line),
      });
    } else {
      for (const report of reports) screen.say(describe(report));
      screen.say(summarize(reports, values['dry-run'] === true));
    }
    return refused.length > 0 ? 1 : 0;
  },
});

async function readLines(path: string): Promise<readonly AccountLine[]> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandMistake(`${path} cannot be read (${error.code}).`);
  });
  const file = readAccountsFile(content);
  if (file.kind === 'read') return file.lines;
  throw new CommandMistake(`${path} cannot be used. ${file.mistake} Nothing was imported.`);
}

/** One after the other: the provider is not asked, and a wrong key or address ends it at the first line. */
async function checkAll(api: TenantApi, lines: readonly AccountLine[], screen: Screen): Promise<Report[]> {
  const reports: Report[] = [];
  for (const entry of lines) {
    screen.progress(`${reports.length} of ${lines.length} lines checked …`);
    if (entry.kind === 'mistake') {
      reports.push({ line: entry.line, status: 'refused', mistakes: entry.mistakes });
      continue;
    }
    const answer = await api.call('POST', '/v1/accounts/import?dryRun=true', entry.body);
    reports.push(
      answer.kind === 'refused'
        ? { line: entry.line, status: 'refused', provider: entry.body.provider, mistakes: answer.mistakes }
        : { line: entry.line, status: 'importable', ...answer.body },
    );
  }
  screen.progress('');
  return reports;
}

async function importAll(
  api: TenantApi,
  lines: readonly AccountLine[],
  checked: readonly Report[],
  screen: Screen,
): Promise<Report[]> {
  const reports: Report[] = [];
  for (const [index, report] of checked.entries()) {
    const entry = lines[index]!;
    screen.progress(`${index} of ${lines.length} lines imported …`);
    if (report.status === 'refused' || entry.kind === 'mistake') {
      reports.push(report);
      continue;
    }
    // Named after what it holds: the same line again, in this file or another, is the same account.
    const key = `import-${createHash('sha256').update(JSON.stringify(entry.body)).digest('hex')}`;
    const answer = await api.call('POST', '/v1/accounts/import', entry.body, { 'idempotency-key': key });
    reports.push(
      answer.kind === 'refused'
        ? { ...report, status: 'refused', mistakes: answer.mistakes }
        : {
            ...report,
            status: answer.isReplayed ? 'imported_before' : 'imported',
            account: String(answer.body.id),
          },
    );
  }
  screen.progress('');
  return reports;
}

function warn(rotating: readonly Report[], isDryRun: boolean): string {
  const providers = [...new Set(rotating.map((report) => report.provider))].join(', ');
  return (
    `Warning: the refresh tokens of ${rotating.length === 1 ? 'one account' : `${rotating.length} accounts`} rotate (${providers}; ${whichLines(rotating)}): each may be used once, and using it ` +
    'twice can end the whole grant. ' +
    (isDryRun
      ? 'Stop the system that refreshes them now before you import them, and export them after it has stopped.'
      : 'The system that refreshed them until now must have stopped before this file was exported.')
  );
}

function whichLines(reports: readonly Report[]): string {
  const numbers = reports.slice(0, 20).map((report) => report.line);
  return `line${reports.length === 1 ? '' : 's'} ${numbers.join(', ')}${reports.length > numbers.length ? ', …' : ''}`;
}

function describe({ line: number, status, provider, label, account, mistakes }: Report): string {
  const about = [provider, label].filter(Boolean).join(', ');
  switch (status) {
    case 'refused':
      return `line ${number}: not imported. ${mistakes?.join('; ')}`;
    case 'importable':
      return `line ${number}: can be imported (${about})`;
    case 'imported':
      return `line ${number}: imported as ${account} (${about})`;
    case 'imported_before':
      return `line ${number}: was imported before, as ${account} (${about})`;
  }
}

function summarize(reports: readonly Report[], isDryRun: boolean): string {
  const count = (status: Report['status']): number => reports.filter((one) => one.status === status).length;
  const refused = count('refused');
  const good = isDryRun
    ? `${count('importable')} can be imported; nothing was`
    : `${count('imported')} imported, ${count('imported_before')} imported before`;
  return `${good}. ${refused === 0 ? 'No line has a mistake.' : `${refused} with mistakes: correct them and import the file again; what is there already is not doubled.`}`;
}
