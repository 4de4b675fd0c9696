// The words of a SOQL query. Strings keep their quotes off and their escapes resolved; a word the lexer does not know is
// an error with its place, as Salesforce gives it.

export class SoqlError extends Error {
  readonly errorCode: string;

  constructor(errorCode: string, message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

export interface SoqlToken {
  readonly kind: 'word' | 'string' | 'number' | 'instant' | 'symbol';
  readonly text: string;
  readonly at: number;
}

const pattern =
  /\s*(?:(?<instant>\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))?)|(?<number>-?\d+(?:\.\d+)?)|(?<word>[A-Za-z_][\w.]*)|'(?<string>(?:[^'\\]|\\.)*)'|(?<symbol><=|>=|!=|<>|[=<>(),]))/y;

export function readTokens(query: string): SoqlToken[] {
  const tokens: SoqlToken[] = [];
  let place = 0;
  while (query.slice(place).trim() !== '') {
    pattern.lastIndex = place;
    const match = pattern.exec(query);
    if (!match?.groups) {
      throw new SoqlError(
        'MALFORMED_QUERY',
        `unexpected character at position ${place}: '${query.slice(place, place + 10)}'`,
      );
    }
    const [kind, text] = Object.entries(match.groups).find(([, value]) => value !== undefined)!;
    tokens.push({
      kind: kind as SoqlToken['kind'],
      text: kind === 'string' ? text!.replace(/\\(.)/g, (_, letter: string) => unescaped(letter)) : text!,
      at: place,
    });
    place = pattern.lastIndex;
  }
  return tokens;
}

const unescaped = (letter: string): string => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? letter;
