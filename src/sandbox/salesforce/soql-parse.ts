// SOQL, the part a report needs: SELECT fields or COUNT(), FROM one object, WHERE with comparisons, IN, LIKE, AND, OR, NOT
// and parentheses, ORDER BY, LIMIT, OFFSET. Read 2026-11-24: SOQL and SOSL reference. What it cannot parse is refused as
// MALFORMED_QUERY, never guessed at.

import { readTokens, SoqlError, type SoqlToken } from './soql-tokens.ts';

export type SoqlValue = string | number | boolean | null;

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'compare'; readonly field: string; readonly operator: string; readonly value: SoqlValue }
  | {
      readonly kind: 'in';
      readonly field: string;
      readonly values: ReadonlySet<SoqlValue>;
      readonly negated: boolean;
    };

export interface SoqlQuery {
  readonly fields: readonly string[] | 'count';
  readonly object: string;
  readonly where: Condition | null;
  readonly orderBy: ReadonlyArray<{
    readonly field: string;
    readonly descending: boolean;
    readonly nullsLast: boolean;
  }>;
  readonly limit: number | null;
  readonly offset: number;
}

const comparisons = new Set(['=', '!=', '<>', '<', '>', '<=', '>=']);

export function parseSoql(text: string): SoqlQuery {
  return new Parser(readTokens(text)).parse();
}

class Parser {
  readonly #tokens: readonly SoqlToken[];
  #next = 0;

  constructor(tokens: readonly SoqlToken[]) {
    this.#tokens = tokens;
  }

  parse(): SoqlQuery {
    this.#expectWord('SELECT');
    const fields = this.#fields();
    this.#expectWord('FROM');
    const object = this.#name();
    const where = this.#takeWord('WHERE') ? this.#anyOf() : null;
    const orderBy = this.#takeWord('ORDER') ? this.#orderBy() : [];
    const limit = this.#takeWord('LIMIT') ? this.#count() : null;
    const offset = this.#takeWord('OFFSET') ? this.#count() : 0;
    const rest = this.#tokens[this.#next];
    if (rest) throw unexpected(rest);
    return { fields, object, where, orderBy, limit, offset };
  }

  #fields(): SoqlQuery['fields'] {
    if (this.#takeWord('COUNT')) {
      this.#expectSymbol('(');
      this.#expectSymbol(')');
      return 'count';
    }
    const fields = [this.#name()];
    while (this.#takeSymbol(',')) fields.push(this.#name());
    return fields;
  }

  #anyOf(): Condition {
    const parts = [this.#allOf()];
    while (this.#takeWord('OR')) parts.push(this.#allOf());
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
  }

  #allOf(): Condition {
    const parts = [this.#one()];
    while (this.#takeWord('AND')) parts.push(this.#one());
    return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
  }

  #one(): Condition {
    if (this.#takeWord('NOT')) return { kind: 'not', part: this.#one() };
    if (this.#takeSymbol('(')) {
      const inner = this.#anyOf();
      this.#expectSymbol(')');
      return inner;
    }
    const field = this.#name();
    if (this.#takeWord('IN')) return { kind: 'in', field, values: this.#valueList(), negated: false };
    if (this.#takeWord('NOT')) {
      this.#expectWord('IN');
      return { kind: 'in', field, values: this.#valueList(), negated: true };
    }
    if (this.#takeWord('LIKE')) return { kind: 'compare', field, operator: 'LIKE', value: this.#value() };
    const operator = this.#take();
    if (!comparisons.has(operator.text)) throw unexpected(operator);
    return {
      kind: 'compare',
      field,
      operator: operator.text === '<>' ? '!=' : operator.text,
      value: this.#value(),
    };
  }

  #valueList(): ReadonlySet<SoqlValue> {
    this.#expectSymbol('(');
    const values = new Set([this.#value()]);
    while (this.#takeSymbol(',')) values.add(this.#value());
    this.#expectSymbol(')');
    return values;
  }

  #value(): SoqlValue {
    const token = this.#take();
    if (token.kind === 'string' || token.kind === 'instant') return token.text;
    if (token.kind === 'number') return Number(token.text);
    const word = token.text.toLowerCase();
    if (token.kind === 'word' && word in literals) return literals[word]!;
    throw unexpected(token);
  }

  #orderBy(): SoqlQuery['orderBy'] {
    this.#expectWord('BY');
    const keys: Array<{ field: string; descending: boolean; nullsLast: boolean }> = [];
    do {
      const field = this.#name();
      const descending = this.#takeWord('DESC');
      if (!descending) this.#takeWord('ASC');
      let nullsLast = false;
      if (this.#takeWord('NULLS')) {
        nullsLast = this.#takeWord('LAST');
        if (!nullsLast) this.#expectWord('FIRST');
      }
      keys.push({ field, descending, nullsLast });
    } while (this.#takeSymbol(','));
    return keys;
  }

  #count(): number {
    const token = this.#take();
    if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw unexpected(token);
    return Number(token.text);
  }

  #name(): string {
    const token = this.#take();
    if (token.kind !== 'word') throw unexpected(token);
    return token.text;
  }

  #take(): SoqlToken {
    const token = this.#tokens[this.#next];
    if (!token) throw new SoqlError('MALFORMED_QUERY', 'unexpected end of query');
    this.#next += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'word' || token.text.toUpperCase() !== word) return false;
    this.#next += 1;
    return true;
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#next += 1;
    return true;
  }

  #expectWord(word: string): void {
    if (!this.#takeWord(word)) throw unexpected(this.#take());
  }

  #expectSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) throw unexpected(this.#take());
  }
}

const literals: Record<string, boolean | null> = { true: true, false: false, null: null };

const unexpected = (token: SoqlToken): SoqlError =>
  new SoqlError('MALFORMED_QUERY', `unexpected token: '${token.text}' at position ${token.at}`);
