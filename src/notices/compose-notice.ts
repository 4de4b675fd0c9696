// What a notice says, as plain text and as simple HTML. Per account: what happened in one sentence, what waits for it and
// until when, one link, and what to do when it is not theirs. Pure; the links are made just before and die with the message.
// Must never be logged, recorded or thrown: whoever holds the text holds the links.

import type { PlannedRun } from '../domain/expiring.ts';
import { describeLocalTime } from './local-time.ts';

export interface AskedItem {
  /** "Sales portal at HubSpot". */
  readonly title: string;
  /** One sentence for the person who must act. */
  readonly summary: string;
  readonly role: 'person' | 'admin' | 'escalation' | 'operator';
  readonly runs: readonly { readonly name: string; readonly deadlineAt: number | null }[];
  /** Runs that have not begun and will need it. */
  readonly planned?: readonly PlannedRun[];
  /** It works, and will not through what is ahead. */
  readonly worksStill?: boolean;
  readonly link: { readonly url: string; readonly expiresAt: number } | null;
}

export interface ClosedItem {
  readonly title: string;
  readonly reason: string;
}

export interface NoticeContent {
  readonly name: string;
  readonly timeZone: string;
  readonly language: string;
  readonly asked: readonly AskedItem[];
  readonly closed: readonly ClosedItem[];
}

export interface ComposedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A name that somebody chose never becomes a header of its own. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const mostRunsNamed = 5;

export function composeNotice(content: NoticeContent): ComposedNotice {
  const blocks = [
    { lines: [`Hello ${oneLine(content.name)},`], url: null },
    ...content.asked.map((item) => blockOf(item, content)),
    ...closedBlocks(content.closed),
  ];
  const text = blocks
    .map(({ lines, url }) => [...lines, ...(url === null ? [] : [url])].join('\n'))
    .join('\n\n');
  const html = blocks
    .map(({ lines, url }) => {
      const link = url === null ? [] : [`<a href="${escapeHtml(url)}">Open the page to act</a>`];
      return `<p>${[...lines.map(escapeHtml), ...link].join('<br>\n')}</p>`;
    })
    .join('\n');
  return {
    subject: subjectOf(content),
    text: `${text}\n`,
    html: `<!doctype html>\n<html lang="en"><body>\n${html}\n</body></html>\n`,
  };
}

function subjectOf({ asked, closed }: NoticeContent): string {
  const [first, ...others] = asked;
  if (!first) {
    return closed.length === 1
      ? `No longer needed: ${oneLine(closed[0]!.title)}`
      : `No longer needed: ${closed.length} accounts`;
  }
  if (first.role === 'operator') return `Your app is refused: ${oneLine(first.title)}`;
  return others.length === 0
    ? `Please renew access: ${oneLine(first.title)}`
    : `Please renew access to ${asked.length} accounts`;
}

function blockOf(item: AskedItem, content: NoticeContent): { lines: string[]; url: string | null } {
  const { link } = item;
  const lines = [
    oneLine(item.title),
    oneLine(item.summary),
    ...waitingLines(item.runs, content),
    ...plannedLines(item.planned ?? [], content),
  ];
  if (item.role === 'escalation') lines.push('Somebody else was asked before you and has not acted yet.');
  if (item.role === 'operator')
    lines.push('Its accounts are held meanwhile; their people are not written to.');
  if (link) {
    const until = describeLocalTime(link.expiresAt, content.timeZone, content.language);
    lines.push(
      item.role === 'admin'
        ? 'When you have changed the policy or permission, renew the access with this link, or hand it to whoever owns the account.'
        : item.worksStill
          ? 'It works still: renew the access with this link before then, and nothing has to wait.'
          : 'Renew the access with this link; everything that waits then goes on by itself.',
      `It works until ${until}. Not yours? Pass this message to whoever owns the account; opened by anybody else the link changes nothing, and you can decline there.`,
    );
  }
  return { lines, url: link?.url ?? null };
}

function waitingLines(runs: AskedItem['runs'], { timeZone, language }: NoticeContent): string[] {
  if (runs.length === 0) return [];
  const named = runs.slice(0, mostRunsNamed).map(({ name, deadlineAt }) => {
    const until =
      deadlineAt === null ? '' : ` (needed by ${describeLocalTime(deadlineAt, timeZone, language)})`;
    return `Waiting for it: ${oneLine(name)}${until}`;
  });
  const more = runs.length - named.length;
  return more > 0 ? [...named, `… and ${more} more`] : named;
}

function plannedLines(planned: readonly PlannedRun[], { timeZone, language }: NoticeContent): string[] {
  const named = planned.slice(0, mostRunsNamed).map(({ name, startsAt, deadlineAt }) => {
    const [from, until] = [startsAt, deadlineAt].map((at) => describeLocalTime(at, timeZone, language));
    return `Will need it: ${oneLine(name)}, from ${from} until ${until}`;
  });
  const more = planned.length - named.length;
  return more > 0 ? [...named, `… and ${more} more`] : named;
}

const closings: Readonly<Record<string, string>> = {
  'agent.auth.reauthorized': 'the access was renewed',
  'agent.auth.reauth_withdrawn': 'it turned out not to need you',
  'agent.auth.disconnected': 'the account was disconnected',
  'agent.provider.app_recovered': 'the provider takes the app again',
  asked_somebody_else: 'somebody else is asked now',
};

function closedBlocks(closed: readonly ClosedItem[]): { lines: string[]; url: null }[] {
  if (closed.length === 0) return [];
  return [
    {
      lines: [
        'Nothing is needed of you any more for:',
        ...closed.map(({ title, reason }) => `- ${oneLine(title)}: ${closings[reason] ?? 'it is over'}`),
      ],
      url: null,
    },
  ];
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
