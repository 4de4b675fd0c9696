// `firstlight keys`: which master key seals what, and which may leave FIRSTLIGHT_MASTER_KEYS. Changes nothing. Every data key, every
// running workflow's history and every schedule is looked at, so that what it says holds.

import { readConfig, requireForProduction } from '../config.ts';
import { createKeyRing } from '../vault/key-ring.ts';
import { defineCommand } from './command.ts';
import { describeWorkflows, type NeededWorkflow } from './keys-words.ts';

interface KeyUse {
  readonly key: string;
  readonly isInRing: boolean;
  readonly seals: boolean;
  readonly dataKeys: number;
  readonly workflows: readonly NeededWorkflow[];
  readonly schedules: readonly string[];
}

export const showMasterKeys = defineCommand({
  words: 'keys',
  flags: {},
  does: 'Say what needs which key of FIRSTLIGHT_MASTER_KEYS, and which of them may be taken out. Exit status 1 where something needs a key that is not there.',
  more: 'Reads the history of every running workflow, so with many accounts it takes its time. Changes nothing.',
  example: 'firstlight keys\nfirstlight keys --json',
  async run({ environment, screen }) {
    const config = readConfig(environment);
    const { DATABASE_URL, FIRSTLIGHT_MASTER_KEYS } = requireForProduction(config, [
      'DATABASE_URL',
      'FIRSTLIGHT_MASTER_KEYS',
    ]);
    const ring = createKeyRing(FIRSTLIGHT_MASTER_KEYS);
    const { refuseUnreadySchema } = await import('../services.ts');
    const { openPool } = await import('../store/db.ts');
    const { countDataKeysByMaster } = await import('../store/data-keys.ts');
    const { listScheduleRefs } = await import('../store/schedules.ts');
    const { connectClient } = await import('../temporal/connection.ts');
    const { noPayloads } = await import('../temporal/payloads.ts');
    const { readScheduleSeals } = await import('../temporal/reseal-schedules.ts');
    const { listOurs, surveySeals } = await import('../temporal/survey-seals.ts');
    await refuseUnreadySchema(DATABASE_URL);
    const { TEMPORAL_ADDRESS: address = null, TEMPORAL_NAMESPACE: namespace = null } = config;
    // Opens nothing, so it needs no key and says what is so even where one is missing.
    const temporal = await connectClient({ address, namespace }, noPayloads);
    const pool = openPool(DATABASE_URL, { size: 1, name: 'firstlight-keys' });
    try {
      const dataKeys = await countDataKeysByMaster(pool);
      const workflows = await listOurs(temporal);
      const { found } = await surveySeals(temporal, workflows, {
        giveUpAt: Number.POSITIVE_INFINITY,
        onProgress: (seen) => screen.progress(`${seen} of ${workflows.length} histories`),
      });
      screen.progress('');
      const schedules: {
        readonly name: string;
        readonly keys: ReadonlySet<string>;
        readonly plain: number;
      }[] = [];
      for (const ref of await listScheduleRefs(pool)) {
        const seals = await readScheduleSeals(temporal, ref);
        if (seals) schedules.push({ name: `${ref.schedule} of ${ref.tenant}`, ...seals });
      }
      const used = [
        ...found.flatMap(({ seals }) => [...seals.keys]),
        ...schedules.flatMap(({ keys }) => [...keys]),
      ];
      const ids = new Set([...ring.ids, ...dataKeys.map(({ master_key_id: id }) => id), ...used]);
      const keys = [...ids].map(
        (key): KeyUse => ({
          ...{ key, isInRing: ring.has(key), seals: key === ring.sealingKeyId },
          dataKeys: dataKeys.find((one) => one.master_key_id === key)?.count ?? 0,
          workflows: found
            .filter(({ seals }) => seals.keys.has(key))
            .map(({ id, type }) => ({ id, type, keys: [key] })),
          schedules: schedules.filter((one) => one.keys.has(key)).map(({ name }) => name),
        }),
      );
      const plain = [
        ...found.filter(({ seals }) => seals.plain > 0).map(({ id }) => id),
        ...schedules.filter((one) => one.plain > 0).map(({ name }) => name),
      ];
      if (screen.isForPrograms) screen.json({ keys, plain });
      else for (const line of describe(keys, plain)) screen.line(line);
      return keys.some((key) => !key.isInRing) ? 1 : 0;
    } finally {
      await pool.end();
      await temporal.close();
    }
  },
});

function* describe(keys: readonly KeyUse[], plain: readonly string[]): Generator<string> {
  for (const { key, isInRing, seals, dataKeys, workflows, schedules } of keys) {
    const uses = [
      `${dataKeys} data keys of the vault`,
      `${workflows.length} running workflows`,
      `${schedules.length} schedules`,
    ].join(', ');
    const isFree = dataKeys + workflows.length + schedules.length === 0;
    if (seals) yield `"${key}" seals. It opens ${uses}.`;
    else if (!isInRing)
      yield `"${key}" is NOT in FIRSTLIGHT_MASTER_KEYS, and is needed to open ${uses}. Put it back.`;
    else if (isFree)
      yield `"${key}" opens nothing that goes on: it may be taken out. What has ended under it can then no longer be read in Temporal UI.`;
    else
      yield `"${key}" is still needed to open ${uses}. \`firstlight keys rotate\` ends that, but for runs, which keep it to their end.`;
    if (!seals && workflows.length > 0)
      yield `    ${describeWorkflows(workflows.map((one) => ({ ...one, keys: [] })))}`;
  }
  yield plain.length === 0
    ? 'Nothing that goes on holds anything unsealed: FIRSTLIGHT_PAYLOADS=sealed is safe.'
    : `${plain.length} hold something that nobody sealed, so FIRSTLIGHT_PAYLOADS=sealed is not safe yet: ${plain.slice(0, 5).join(', ')}${plain.length > 5 ? ', …' : ''}.`;
}
