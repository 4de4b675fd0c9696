// The picture of the night: one lane per account with the lives of its tokens, its refreshes, its calls and its pauses.
// Plain SVG text, no dependency: it is written once, looked at by a person, and compared by nobody.

export interface Lane {
  readonly tenant: string;
  readonly provider: string;
  /** Each access token from its issue to the next one (or to its end). */
  readonly tokens: readonly { readonly from: number; readonly to: number }[];
  readonly calls: readonly { readonly at: number; readonly isRefused: boolean }[];
  readonly pauses: readonly { readonly from: number; readonly to: number }[];
}

export interface Mark {
  readonly at: number;
  readonly label: string;
}

export interface Timeline {
  readonly title: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly say: (instantAt: number) => string;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  /** Hours of the night, for the axis: real instants. */
  readonly hours: readonly number[];
}

const page = { width: 1280, left: 216, right: 40, top: 132, laneHeight: 46, bottom: 56 };
const ink = {
  text: '#1d2733',
  faint: '#7a8794',
  rule: '#e3e8ee',
  tokens: ['#bcd7f5', '#dbe9fa'],
  refresh: '#2466b8',
};
const call = '#2b8a57';
const refused = '#c2410c';
const pause = '#f2b8a2';

export function drawTimeline(timeline: Timeline): string {
  const { lanes, startAt, endAt } = timeline;
  const height = page.top + lanes.length * page.laneHeight + page.bottom;
  const x = (at: number): number =>
    round(page.left + ((at - startAt) / (endAt - startAt)) * (page.width - page.left - page.right));

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${page.width} ${height}" width="${page.width}" height="${height}" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="12" fill="${ink.text}">`,
    `<title>${escapeXml(timeline.title)}</title>`,
    '<defs><pattern id="pause" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
    `<rect width="6" height="6" fill="#fdeee8"/><rect width="2.4" height="6" fill="${pause}"/></pattern></defs>`,
    `<rect width="${page.width}" height="${height}" fill="#ffffff"/>`,
    `<text x="24" y="36" font-size="19" font-weight="600">${escapeXml(timeline.title)}</text>`,
    drawLegend(),
    drawAxis(timeline, x, height),
    ...lanes.map((lane, index) => drawLane(lane, page.top + index * page.laneHeight, x, lanes[index - 1])),
    drawMarks(timeline.marks, x, height),
    '</svg>',
    '',
  ].join('\n');
}

function drawLegend(): string {
  const entries = [
    ['a token’s life', `<rect y="-9" width="22" height="11" fill="${ink.tokens[0]}"/>`],
    ['refresh', `<rect x="9" y="-10" width="2.5" height="13" fill="${ink.refresh}"/>`],
    ['API call', `<rect x="9" y="-9" width="1.6" height="9" fill="${call}"/>`],
    ['refused, renewed and repeated', `<circle cx="10" cy="-4" r="3.4" fill="${refused}"/>`],
    ['waiting for a person', '<rect y="-9" width="22" height="11" fill="url(#pause)"/>'],
  ] as const;
  let left = 24;
  return entries
    .map(([label, sign]) => {
      const drawn = `<g transform="translate(${left} 62)">${sign}<text x="28" fill="${ink.faint}">${label}</text></g>`;
      left += 54 + label.length * 6.4;
      return drawn;
    })
    .join('');
}

function drawAxis(timeline: Timeline, x: (at: number) => number, height: number): string {
  const bottom = height - page.bottom + 6;
  return timeline.hours
    .map(
      (at) =>
        `<line x1="${x(at)}" x2="${x(at)}" y1="${page.top - 12}" y2="${bottom}" stroke="${ink.rule}"/>` +
        `<text x="${x(at)}" y="${bottom + 18}" text-anchor="middle" fill="${ink.faint}">${timeline.say(at)}</text>`,
    )
    .join('');
}

function drawLane(lane: Lane, top: number, x: (at: number) => number, before: Lane | undefined): string {
  const middle = top + page.laneHeight / 2;
  const parts: string[] = [];
  if (before?.tenant !== lane.tenant) {
    if (before)
      parts.push(`<line x1="24" x2="${page.width - page.right}" y1="${top}" y2="${top}" stroke="#b9c3cd"/>`);
    parts.push(`<text x="24" y="${middle + 4}" font-weight="600">${escapeXml(lane.tenant)}</text>`);
  }
  parts.push(
    `<text x="${page.left - 14}" y="${middle + 4}" text-anchor="end" fill="${ink.faint}">${escapeXml(lane.provider)}</text>`,
  );
  for (const [index, token] of lane.tokens.entries()) {
    const left = x(token.from);
    const width = Math.max(0.5, x(token.to) - left);
    parts.push(
      `<rect x="${left}" y="${top + 8}" width="${round(width)}" height="13" fill="${ink.tokens[index % 2]}"/>`,
    );
    if (index > 0)
      parts.push(`<rect x="${left}" y="${top + 6}" width="2" height="17" fill="${ink.refresh}"/>`);
  }
  for (const { from, to } of lane.pauses) {
    parts.push(
      `<rect x="${x(from)}" y="${top + 5}" width="${round(x(to) - x(from))}" height="${page.laneHeight - 10}" rx="3" fill="url(#pause)"/>`,
    );
  }
  for (const one of lane.calls) {
    parts.push(
      one.isRefused
        ? `<circle cx="${x(one.at)}" cy="${top + 31}" r="3.4" fill="${refused}"/>`
        : `<rect x="${x(one.at)}" y="${top + 26}" width="1.4" height="10" fill="${call}"/>`,
    );
  }
  return parts.join('');
}

/** Labels stand on two levels in turn, so that neighbors do not cover each other. */
function drawMarks(marks: readonly Mark[], x: (at: number) => number, height: number): string {
  return [...marks]
    .sort((one, other) => one.at - other.at)
    .map((mark, index) => {
      const level = page.top - 20 - (index % 2) * 17;
      const left = x(mark.at);
      const isLate = left > page.width * 0.75;
      return (
        `<line x1="${left}" x2="${left}" y1="${level + 4}" y2="${height - page.bottom + 6}" stroke="${refused}" stroke-dasharray="3 3"/>` +
        `<text x="${left + (isLate ? -5 : 5)}" y="${level}" fill="${refused}" text-anchor="${isLate ? 'end' : 'start'}">${escapeXml(mark.label)}</text>`
      );
    })
    .join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;
const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
