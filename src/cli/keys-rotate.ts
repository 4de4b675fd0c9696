// `firstlight keys rotate`: from then on nothing that goes on needs another master key than the first of FIRSTLIGHT_MASTER_KEYS. Seals
// every data key with it, has long-lived workflows begin a new history and writes schedules anew, while api and worker go on. May be
// stopped at any moment and called again; it goes on where it was.

import { readConfig, requireForProduction } from '../config.ts';
import type { Pool } from '../store/db.ts';
import type { ResealedSchedules } from '../temporal/reseal-schedules.ts';
import { createKeyRing, type KeyRing } from '../vault/key-ring.ts';
import type { Rotation } from '../vault/rotate-keys.ts';
import { defineCommand } from './command.ts';
import { describeWorkflows, type NeededWorkflow } from './keys-words.ts';

interface InTemporal {
  readonly renewed: number;
  /** What still needs another key, and keeps its history to its end. */
  readonly left: readonly NeededWorkflow[];
  /** What could be renewed, and was not in time. */
  readonly unrenewed: readonly NeededWorkflow[];
  readonly schedules: ResealedSchedules;
}

export const rotateMasterKeys = defineCommand({
  words: 'keys rotate',
  flags: {
    'vault-only': { type: 'boolean', says: 'Leave what Temporal keeps as it is.' },
  },
  does: 'Seal vault, long-lived workflows and schedules with the first key of FIRSTLIGHT_MASTER_KEYS, while everything runs. Exit status 0 once nothing needs another key.',
  more: 'Start every process with that key first before. May be stopped at any moment and called again. What still needs another key, and for how long, is said at the end.',
  example: 'FIRSTLIGHT_MASTER_KEYS="k2:…,k1:…" firstlight keys rotate',
  async run({ values, environment, screen }) {
    const config = readConfig(environment);
    const { DATABASE_URL, FIRSTLIGHT_MASTER_KEYS } = requireForProduction(config, [
      'DATABASE_URL',
      'FIRSTLIGHT_MASTER_KEYS',
    ]);
    const ring = createKeyRing(FIRSTLIGHT_MASTER_KEYS);
    // Loaded here: the commands that ask the API start in half the time without.
    const { refuseUnreadySchema, refuseWrongKeys } = await import('../services.ts');
    const { openPool } = await import('../store/db.ts');
    const { rotateKeys } = await import('../vault/rotate-keys.ts');
    await refuseUnreadySchema(DATABASE_URL);
    const pool = openPool(DATABASE_URL, { size: 1, name: 'firstlight-keys' });
    // Ends the pool itself where it throws.
    await refuseWrongKeys(pool, ring);
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    process.once('SIGINT', stop).once('SIGTERM', stop);
    try {
      const { signal } = stopping;
      const rotation = await rotateKeys(pool, ring, {
        signal,
        onProgress: ({ resealed, total }) => screen.progress(`${resealed} of ${total} data keys`),
      });
      screen.progress('');
      const isLeftOut = values['vault-only'] === true || signal.aborted;
      const temporal = isLeftOut
        ? null
        : await renewInTemporal({
            config,
            ring,
            pool,
            signal,
            onProgress: (words) => screen.progress(words),
          });
      screen.progress('');
      if (screen.isForPrograms) screen.json({ ...rotation, temporal });
      else {
        screen.say(describe(rotation, signal.aborted));
        for (const line of describeTemporal(temporal, rotation)) screen.say(line);
      }
      return rotation.remaining === 0 && (isLeftOut || isDone(temporal)) ? 0 : 1;
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      await pool.end();
    }
  },
});

const isDone = (temporal: InTemporal | null): boolean =>
  temporal !== null &&
  temporal.left.length + temporal.unrenewed.length + temporal.schedules.left.length === 0;

async function renewInTemporal({
  config,
  ring,
  pool,
  signal,
  onProgress,
}: {
  readonly config: ReturnType<typeof readConfig>;
  readonly ring: KeyRing;
  readonly pool: Pool;
  readonly signal: AbortSignal;
  onProgress(words: string): void;
}): Promise<InTemporal> {
  const { connectClient } = await import('../temporal/connection.ts');
  const { createPayloadCodec } = await import('../temporal/payload-codec.ts');
  const { createPayloads } = await import('../temporal/payloads.ts');
  const { canBeRenewed, needsAnotherKey, renewHistories } = await import('../temporal/renew-histories.ts');
  const { resealSchedules } = await import('../temporal/reseal-schedules.ts');
  const mode = config.FIRSTLIGHT_PAYLOADS;
  const { TEMPORAL_ADDRESS: address = null, TEMPORAL_NAMESPACE: namespace = null } = config;
  const payloads = createPayloads(createPayloadCodec(ring, mode));
  const temporal = await connectClient({ address, namespace }, payloads);
  try {
    const { sealingKeyId } = ring;
    const sealsAll = mode !== 'plain';
    const schedules = await resealSchedules(
      pool,
      temporal,
      (seals) => needsAnotherKey(seals, sealingKeyId) || (sealsAll && seals.plain > 0),
    );
    const { renewed, left } = await renewHistories(temporal, { sealingKeyId, sealsAll, signal, onProgress });
    // Of what is left, what holds something unsealed only needs no other key.
    const needing = left.filter(({ seals }) => needsAnotherKey(seals, sealingKeyId));
    const show = ({ id, type, seals }: (typeof left)[number]): NeededWorkflow => ({
      ...{ id, type, keys: [...seals.keys].filter((key) => key !== sealingKeyId) },
    });
    return {
      renewed,
      left: needing.filter((one) => !canBeRenewed(one)).map(show),
      unrenewed: needing.filter(canBeRenewed).map(show),
      schedules,
    };
  } finally {
    await temporal.close();
  }
}

function describe({ masterKeyId, resealed, remaining, unreadable }: Rotation, isStopped: boolean): string {
  const done = `${resealed} data keys were sealed with master key "${masterKeyId}".`;
  if (remaining === 0) return `${done} It now seals all of them.`;
  if (unreadable.length > 0) {
    return `${done} ${unreadable.length} do not open with the keys given and were left as they are: ${unreadable.slice(0, 10).join(', ')}${unreadable.length > 10 ? ', …' : ''}. Keep the other keys until that is settled.`;
  }
  const left = `${remaining} are left; keep the other keys.`;
  return isStopped
    ? `${done} Stopped: ${left} Call the command again to go on.`
    : `${done} ${left} They were sealed meanwhile by a process that has another key first: start it with "${masterKeyId}" first, then call the command again.`;
}

function* describeTemporal(
  temporal: InTemporal | null,
  { masterKeyId, remaining }: Rotation,
): Generator<string> {
  if (!temporal) {
    yield 'What Temporal keeps was left as it is: `firstlight keys` says what of it needs another key.';
    return;
  }
  const { renewed, left, unrenewed, schedules } = temporal;
  yield `${renewed} workflows began a new history, and ${schedules.resealed} schedules were written anew.`;
  if (unrenewed.length > 0) {
    yield `Not in time: ${describeWorkflows(unrenewed)}. Does a worker run, and was every one started with "${masterKeyId}" first? Then call the command again.`;
  }
  if (schedules.left.length > 0) {
    yield `Somebody was writing these schedules: ${schedules.left.join(', ')}. Call the command again.`;
  }
  if (left.length > 0) {
    yield `Until they have ended, these need another key: ${describeWorkflows(left)}. Keep the other keys, and ask \`firstlight keys\` later.`;
  }
  if (isDone(temporal) && remaining === 0) {
    yield 'Nothing that goes on needs another key: the others may be taken out of FIRSTLIGHT_MASTER_KEYS. What has ended before can then no longer be read in Temporal UI.';
  }
}
