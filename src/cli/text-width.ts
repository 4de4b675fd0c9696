// How wide text stands on a terminal, and text cut or broken to a width. Labels are what people typed: wide characters count
// as two, and what would steer the terminal (escape sequences, line ends, turned writing directions) is not let through.
// Widths: Unicode Standard Annex 11 (East Asian Width), read 2026-11-24: https://www.unicode.org/reports/tr11/

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Scripts and blocks whose characters take two cells, and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}|\uFE0F/u;
/** Control characters, and those that turn the direction of writing. */
const steering = /[\p{Cc}\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;
const nothing = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

export const plainText = (text: string): string => text.replaceAll(steering, ' ');

const widthOfGrapheme = (grapheme: string): number =>
  nothing.test(grapheme) ? 0 : wide.test(grapheme) ? 2 : 1;

export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOfGrapheme(segment);
  return width;
}

/** At most so wide, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += widthOfGrapheme(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Broken at spaces. A word that is wider stays whole: an address that is broken cannot be followed. */
export const wrap = (text: string, width: number): string[] => wrapParts(text.split(/\s+/), width);

/** The same for parts that may have spaces of their own. */
export function wrapParts(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts.filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(part) <= width) {
      lines[lines.length - 1] = `${last} ${part}`;
    } else lines.push(part);
  }
  return lines.length > 0 ? lines : [''];
}
