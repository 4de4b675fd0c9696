// Salesforce record ids: 15 characters, case-sensitive, with a three-letter prefix for the type; the 18-character form
// adds a checksum of the letters' case. APIs answer with 18 and take both.

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CODE_OF_A = 65;
const CODE_OF_Z = 90;
const checksumAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

export type RecordPrefix = '00D' | '001' | '005' | '006';

export function makeRecordId(prefix: RecordPrefix, tenantIndex: number, serial: number): string {
  return toLongId(`${prefix}5e${toBase62(tenantIndex, 3)}${toBase62(serial, 7)}`);
}

/** The 18-character form of either form; anything else comes back as it is and matches nothing. */
export function toLongId(id: string): string {
  if (!/^[0-9A-Za-z]{15}$/.test(id)) return id;
  let checksum = '';
  for (let start = 0; start < 15; start += 5) {
    let bits = 0;
    for (let place = 0; place < 5; place += 1) {
      const code = id.charCodeAt(start + place);
      if (code >= CODE_OF_A && code <= CODE_OF_Z) bits |= 1 << place;
    }
    checksum += checksumAlphabet[bits];
  }
  return id + checksum;
}

function toBase62(value: number, length: number): string {
  let rest = value;
  let text = '';
  while (text.length < length) {
    text = `${alphabet[rest % 62]}${text}`;
    rest = Math.floor(rest / 62);
  }
  return text;
}
