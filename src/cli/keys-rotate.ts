// `firstlight keys rotate`: seals every data key with the first master key of FIRSTLIGHT_MASTER_KEYS, while api and worker
// go on. May be stopped at any moment and called again; it goes on where it was.

import { readConfig, requireForProduction } from '../config.ts';
import { createKeyRing } from '../vault/key-ring.ts';
import type { Rotation } from '../vault/rotate-keys.ts';
import { defineCommand } from './command.ts';

export const rotateMasterKeys = defineCommand({
  words: 'keys rotate',
  flags: {},
  does: 'Seal the vault with the first key of FIRSTLIGHT_MASTER_KEYS, while everything runs.',
  more: 'May be stopped at any moment and called again. Once nothing is left, the other keys may be taken out of the list.',
  example: 'FIRSTLIGHT_MASTER_KEYS="k2:…,k1:…" firstlight keys rotate',
  async run({ environment, screen }) {
    const { DATABASE_URL, FIRSTLIGHT_MASTER_KEYS } = requireForProduction(readConfig(environment), [
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
      const rotation = await rotateKeys(pool, ring, {
        signal: stopping.signal,
        onProgress: ({ resealed, total }) => screen.progress(`${resealed} of ${total} data keys`),
      });
      screen.progress('');
      if (screen.isForPrograms) screen.json(rotation);
      else screen.say(describe(rotation, stopping.signal.aborted));
      return rotation.remaining === 0 ? 0 : 1;
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      await pool.end();
    }
  },
});

function describe({ masterKeyId, resealed, remaining, unreadable }: Rotation, isStopped: boolean): string {
  const done = `${resealed} data keys were sealed with master key "${masterKeyId}".`;
  if (remaining === 0) {
    return `${done} It now seals all of them: once every process runs with it first, the other keys may be taken out of FIRSTLIGHT_MASTER_KEYS, if no history of Temporal is sealed with them any more (src/vault/README.md).`;
  }
  if (unreadable.length > 0) {
    return `${done} ${unreadable.length} do not open with the keys given and were left as they are: ${unreadable.slice(0, 10).join(', ')}${unreadable.length > 10 ? ', …' : ''}. Keep the other keys until that is settled.`;
  }
  const left = `${remaining} are left; keep the other keys.`;
  return isStopped
    ? `${done} Stopped: ${left} Call the command again to go on.`
    : `${done} ${left} They were sealed meanwhile by a process that has another key first: start it with "${masterKeyId}" first, then call the command again.`;
}
