// The figures as a person reads them: the ledger of the night, and the comparison.

import type { NightFigures } from './figures.ts';

export function describeNight(figures: NightFigures): string[] {
  const runs = figures.runs.map((run) => [
    run.tenant,
    run.verdict ?? '',
    `${run.stepsDone} of ${run.stepsTotal}`,
    `${run.rowsDelivered} of ${run.rowsExpected}`,
    run.pausedMs > 0 ? `${(run.pausedMs / 1_000).toFixed(1)} s` : '',
  ]);
  const accounts = figures.accounts.map((account) => [
    account.tenant,
    account.provider,
    String(account.tokenVersions),
    String(account.exchanges),
    String(account.doubleSpends),
  ]);
  const naive = figures.stage2.runs[0]!;
  return [
    ...table(['run', 'verdict', 'steps', 'rows in the sheet', 'waited'], runs),
    '',
    ...table(['account of', 'provider', 'token versions', 'exchanges', 'double spends'], accounts),
    '',
    `${figures.api.calls} API calls; ${figures.api.unauthorized} answered 401, ${figures.api.unauthorizedSurfaced} of those reached a run.`,
    ...figures.reauth.map(
      (one) =>
        `Access taken away (${one.reason}): noticed after ${one.noticedAfterMs} ms; the step went on ${one.resumedAfterMs} ms after the person came back.`,
    ),
    `The naive wrapper, same night, same data: reported ${naive.reported}, delivered ${naive.rowsDelivered} of ${naive.rowsExpected} rows.`,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join('   ')}`.trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)];
}
