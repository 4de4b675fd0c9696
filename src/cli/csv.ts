// Reads comma-separated values (RFC 4180): quoted fields, doubled quotes, line breaks inside quotes, either kind of line end.
// Each record keeps the number of the line it begins on. Fields are never quoted back in a mistake: they may be secrets.

export interface CsvRecord {
  /** From 1, the line of the file the record begins on. */
  readonly line: number;
  readonly fields: readonly string[];
}

export type CsvReading =
  | { readonly kind: 'read'; readonly records: readonly CsvRecord[] }
  /** From there on nothing can be told apart any more. */
  | { readonly kind: 'broken'; readonly line: number; readonly mistake: string };

// A field with the comma, line end or end of file behind it. Sticky: nothing between two fields is skipped.
const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

export function readCsv(text: string): CsvReading {
  const records: CsvRecord[] = [];
  const source = text.replace(/^\uFEFF/, '');
  let fields: string[] = [];
  let line = 1;
  let beganAt = 1;
  field.lastIndex = 0;
  while (field.lastIndex < source.length || fields.length > 0) {
    const match = field.exec(source);
    if (!match) {
      return {
        kind: 'broken',
        line: beganAt,
        mistake: 'a quotation mark is not closed, or stands inside a field that does not begin with one',
      };
    }
    const [whole, quoted, plain, end] = match;
    fields.push(quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll('""', '"'));
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === ',') continue;
    // An empty line is no record.
    if (fields.length > 1 || fields[0] !== '') records.push({ line: beganAt, fields });
    fields = [];
    beganAt = line;
  }
  return { kind: 'read', records };
}
