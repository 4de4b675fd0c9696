// Do the master keys open the vault? Every data key is opened, not a sample: the one that does not open is found now and not
// when its account's token is needed at night.

import { listDataKeys } from '../store/data-keys.ts';
import type { Check } from './check.ts';
import { broken, count, type Finding, ok, some } from './finding.ts';
import { opened } from './house.ts';

const atOnce = 1_000;

export const keys: Check = {
  name: 'keys',
  needs: ['schema', 'keys'],
  async examine({ parts }) {
    const pool = opened(parts.schema);
    const ring = opened(parts.keys);
    const missing = new Set<string>();
    const wrong: string[] = [];
    let total = 0;
    for (let after = ''; ; ) {
      const page = await listDataKeys(pool, { after, limit: atOnce });
      for (const { scope, master_key_id, sealed } of page) {
        if (!ring.has(master_key_id)) missing.add(master_key_id);
        else if (!opens(() => ring.open(master_key_id, sealed, scope))) wrong.push(scope);
      }
      total += page.length;
      if (page.length < atOnce) break;
      after = page.at(-1)!.scope;
    }
    const findings: Finding[] = [];
    if (missing.size > 0) {
      findings.push(
        broken(
          `The vault holds values sealed with master key ${some([...missing])}, which FIRSTLIGHT_MASTER_KEYS does not have.`,
          'Add that key to the list again: the first one seals, all of them open.',
        ),
      );
    }
    if (wrong.length > 0) {
      findings.push(
        broken(
          `${count(wrong.length, 'data key')} of ${total} do not open: ${some(wrong)}.`,
          'FIRSTLIGHT_MASTER_KEYS has another key under that name: put the right one back. If only a few do not open, restore those rows from a backup.',
        ),
      );
    }
    const sealing = `"${ring.sealingKeyId}" seals`;
    return findings.length > 0 ? findings : [ok(`All ${total} data keys of the vault open; ${sealing}.`)];
  },
};

/** A key that is not the right one is noticed by the tag (AES-GCM). */
function opens(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}
