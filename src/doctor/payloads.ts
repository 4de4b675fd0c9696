// Can workers open what goes on in Temporal, may FIRSTLIGHT_PAYLOADS be "sealed", and may an old master key leave the ring? Looks at
// so many histories as a few seconds allow, the oldest first, and says how many it has not looked at; `firstlight keys` looks at all.

import { SECOND } from '../domain/time.ts';
import { countDataKeysByMaster } from '../store/data-keys.ts';
import { listScheduleRefs } from '../store/schedules.ts';
import { readScheduleSeals } from '../temporal/reseal-schedules.ts';
import { listOurs, surveySeals } from '../temporal/survey-seals.ts';
import type { Check } from './check.ts';
import { broken, count, type Finding, ok, some, warning } from './finding.ts';
import { opened } from './house.ts';

const patienceMs = 6 * SECOND;
const mostSchedules = 200;

export const payloads: Check = {
  name: 'payloads',
  needs: ['schema', 'namespace', 'keys'],
  async examine({ parts, config }) {
    const temporal = opened(parts.namespace);
    const ring = opened(parts.keys);
    const mode = config.FIRSTLIGHT_PAYLOADS;
    const workflows = await listOurs(temporal);
    const { found, unseen } = await surveySeals(temporal, workflows, { giveUpAt: Date.now() + patienceMs });
    const refs = await listScheduleRefs(opened(parts.schema));
    const looked = found.map(({ id, seals }) => ({ id, ...seals }));
    for (const ref of refs.slice(0, mostSchedules)) {
      const seals = await readScheduleSeals(temporal, ref);
      if (seals) looked.push({ id: `schedule ${ref.schedule} of ${ref.tenant}`, ...seals });
    }
    const notLookedAt = unseen + Math.max(0, refs.length - mostSchedules);

    const findings: Finding[] = [];
    const closed = looked.filter(({ keys }) => [...keys].some((key) => !ring.has(key)));
    if (closed.length > 0) {
      const missing = [...new Set(closed.flatMap(({ keys }) => [...keys]))].filter((key) => !ring.has(key));
      const vaults = (await countDataKeysByMaster(opened(parts.schema))).map((one) => one.master_key_id);
      if (missing.every((key) => vaults.includes(key))) {
        return [
          warning('What Temporal keeps does not open for the same reason as the vault, see "keys".', null),
        ];
      }
      findings.push(
        broken(
          `${count(closed.length, 'workflow or schedule', 'workflows and schedules')} cannot be opened, for master key ${some(missing)} is not in FIRSTLIGHT_MASTER_KEYS: ${some(closed.map(({ id }) => id))}.`,
          'Add that key to the list again, here as for api and worker; then `firstlight keys rotate` says when it may go.',
        ),
      );
    }
    const plain = looked.filter((one) => one.plain > 0);
    if (mode === 'sealed' && plain.length > 0) {
      findings.push(
        broken(
          `FIRSTLIGHT_PAYLOADS is "sealed", and ${count(plain.length, 'workflow or schedule', 'workflows and schedules')} with something that nobody sealed cannot go on: ${some(plain.map(({ id }) => id))}.`,
          'Set it to "sealing" for api and worker, call `firstlight keys rotate`, and set it back when `firstlight keys` says so.',
        ),
      );
    }
    if (findings.length > 0) return findings;
    return [tellSound({ mode, looked, notLookedAt, others: ring.ids.slice(1) })];
  },
};

/** All that was looked at opens: what that allows. */
export function tellSound({
  mode,
  looked,
  notLookedAt,
  others,
}: {
  readonly mode: string;
  readonly looked: readonly { readonly keys: ReadonlySet<string>; readonly plain: number }[];
  readonly notLookedAt: number;
  /** The keys of the ring but the one that seals. */
  readonly others: readonly string[];
}): Finding {
  const plain = looked.filter((one) => one.plain > 0).length;
  const needed = others.filter((key) => looked.some(({ keys }) => keys.has(key)));
  const says = [
    `${looked.length} workflows and schedules were looked at, and all of them open.`,
    aboutSealed(mode, plain, notLookedAt),
    ...others.map((key) => aboutKey(key, looked, notLookedAt)),
    notLookedAt > 0 ? `Not looked at: ${notLookedAt}; \`firstlight keys\` looks at all.` : '',
  ];
  const text = says.filter((line) => line !== '').join(' ');
  if (needed.length === 0) return ok(text);
  return warning(
    text,
    'With the new key first in every process, `firstlight keys rotate` brings long-lived workflows and schedules over.',
  );
}

function aboutSealed(mode: string, plain: number, notLookedAt: number): string {
  if (mode === 'sealed') return '';
  if (plain > 0)
    return `FIRSTLIGHT_PAYLOADS=sealed is not safe yet: ${count(plain, 'of them holds', 'of them hold')} something that nobody sealed.`;
  return notLookedAt > 0
    ? 'None of them is against FIRSTLIGHT_PAYLOADS=sealed.'
    : 'FIRSTLIGHT_PAYLOADS=sealed is safe.';
}

function aboutKey(
  key: string,
  looked: readonly { readonly keys: ReadonlySet<string> }[],
  notLookedAt: number,
): string {
  const needing = looked.filter(({ keys }) => keys.has(key)).length;
  if (needing > 0) return `Master key "${key}" is still needed by ${needing} of them.`;
  return notLookedAt > 0
    ? `None of them needs master key "${key}".`
    : `Master key "${key}" is needed by none of them; whether by the vault, \`firstlight keys\` says.`;
}
