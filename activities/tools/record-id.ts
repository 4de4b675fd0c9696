// Salesforce record ids in their two spellings: 15 characters that heed case, or 18 whose last three say the case of the
// others, so that the long one survives systems that do not. Pure. Source: Salesforce object reference, "ID field type".

const checksumAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18-character spelling with its case restored; null for what is no record id at all. */
export function canonicalRecordId(id: string): string | null {
  if (/^[0-9A-Za-z]{15}$/.test(id)) return withChecksum(id);
  if (!/^[0-9A-Za-z]{15}[A-Za-z0-5]{3}$/.test(id)) return null;
  const restored = restoreCase(id.slice(0, 15), id.slice(15).toUpperCase());
  // A checksum that does not come out again claims capital digits: a typo, not an id.
  return restored.slice(15) === id.slice(15).toUpperCase() ? restored : null;
}

function restoreCase(letters: string, checksum: string): string {
  const restored = [...letters].map((letter, place) => {
    const bits = checksumAlphabet.indexOf(checksum[Math.floor(place / 5)]!);
    return bits & (1 << (place % 5)) ? letter.toUpperCase() : letter.toLowerCase();
  });
  return withChecksum(restored.join(''));
}

function withChecksum(id: string): string {
  const checksum = [0, 5, 10].map((start) => {
    let bits = 0;
    for (let place = 0; place < 5; place++) {
      if (/[A-Z]/.test(id[start + place]!)) bits |= 1 << place;
    }
    return checksumAlphabet[bits];
  });
  return id + checksum.join('');
}
