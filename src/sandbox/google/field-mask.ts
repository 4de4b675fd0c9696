// Partial answers: `fields=spreadsheetId,sheets.properties(sheetId,title)`. Read 2026-11-24: Sheets API, "Field masks".

type Mask = Map<string, Mask>;

export function applyFieldMask(value: unknown, fields: string | null): unknown {
  if (fields === null || fields === '' || fields === '*') return value;
  return keep(value, parseMask(fields));
}

function keep(value: unknown, mask: Mask): unknown {
  if (mask.size === 0 || mask.has('*')) return value;
  if (Array.isArray(value)) return value.map((item) => keep(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const inner = mask.get(name);
      return inner ? [[name, keep(part, inner)]] : [];
    }),
  );
}

function parseMask(fields: string): Mask {
  let place = 0;
  const list = (): Mask => {
    const mask: Mask = new Map();
    while (place < fields.length && fields[place] !== ')') {
      const name = /[^,./()]*/y;
      let inner = mask;
      do {
        if (fields[place] === '.' || fields[place] === '/') place += 1;
        name.lastIndex = place;
        const word = name.exec(fields)![0].trim();
        place += name.lastIndex - place;
        const next: Mask = inner.get(word) ?? new Map();
        inner.set(word, next);
        inner = next;
      } while (fields[place] === '.' || fields[place] === '/');
      if (fields[place] === '(') {
        place += 1;
        for (const [word, part] of list()) inner.set(word, part);
        place += 1;
      }
      if (fields[place] === ',') place += 1;
    }
    return mask;
  };
  return list();
}
