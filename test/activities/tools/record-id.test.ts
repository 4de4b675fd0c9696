// Pure: no server.
import { describe, expect, it } from 'vitest';
import { canonicalRecordId } from '../../../activities/tools/record-id.ts';

describe('canonicalRecordId', () => {
  it.each([
    ['gives the short spelling its checksum', '001D000000IqhSL', '001D000000IqhSLIAZ'],
    ['keeps the long spelling', '001D000000IqhSLIAZ', '001D000000IqhSLIAZ'],
    ['restores the case from the checksum', '001d000000iqhsliaz', '001D000000IqhSLIAZ'],
  ])('%s', (_, given, expected) => {
    expect(canonicalRecordId(given)).toBe(expected);
  });

  it.each(['', '001', '001D000000IqhS', '001D000000IqhSLIA', '001D000000IqhS!', '001D000000IqhSLIA9'])(
    'refuses %j',
    (given) => {
      expect(canonicalRecordId(given)).toBeNull();
    },
  );

  it('refuses a checksum that asks for a capital digit', () => {
    expect(canonicalRecordId('001D000000IqhSLBAZ')).toBeNull();
  });
});
