// What a report says about itself in its tab, to the people who open it in the morning: what is missing, since when, what it
// waits for, and later that it is complete. Plain words; no code, no id but the mark by which the tab is found again.

export interface MissingPart {
  /** Step of the run that is missing. */
  readonly step?: string | undefined;
  readonly label: string;
  readonly detail: string;
  readonly sinceAt?: number | undefined;
}

type DescribeTime = (instantAt: number) => string;

export function bannerOf(
  gaps: readonly MissingPart[],
  describe: DescribeTime,
  timeZone: string,
  mark: string | undefined,
): string | null {
  if (gaps.length === 0) return null;
  const parts = gaps.map((gap) => `${gap.label} missing${since(gap, describe, timeZone)}, ${gap.detail}`);
  return signed(
    `⚠ INCOMPLETE: ${parts.join('; ')}. "not collected" means unknown, not empty; see the rows marked "⚠ MISSING".`,
    mark,
  );
}

export function missingRow(gap: MissingPart, describe: DescribeTime, timeZone: string): string[] {
  return [`${missingSign}${gap.label}`, `${notCollectedSince(gap, describe, timeZone)}${gap.detail}`];
}

/** How a row begins that stands for a missing part. */
export const missingSign = '⚠ MISSING: ';

export const completedLate = (at: string, mark: string | undefined): string =>
  signed(`✓ Completed late at ${at}.`, mark);

export const completedElsewhere = (at: string, tab: string, why: string, mark: string | undefined): string =>
  signed(`⚠ INCOMPLETE here. Completed late at ${at} in the tab "${tab}", because ${why}.`, mark);

export const inTabOfItsOwn = (at: string, why: string, mark: string | undefined): string =>
  signed(`✓ Completed late at ${at}, in a tab of its own because ${why}.`, mark);

const signed = (text: string, mark: string | undefined): string =>
  mark === undefined ? text : `${text} ${signatureOf(mark)}`;

/** Stands at the end of every banner; a tab that has lost it may be anybody's. */
export const signatureOf = (mark: string): string => `[${mark}]`;

const since = ({ sinceAt }: MissingPart, describe: DescribeTime, timeZone: string): string =>
  sinceAt === undefined ? '' : ` since ${describe(sinceAt)} (${timeZone})`;

const notCollectedSince = (gap: MissingPart, describe: DescribeTime, timeZone: string): string =>
  gap.sinceAt === undefined ? '' : `not collected${since(gap, describe, timeZone)}: `;
