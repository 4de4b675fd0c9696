// Records of the writes of a call that nobody can make again: one outside of any run, without an Idempotency-Key. They end
// with it. Never for a run.

import type { WriteRecord, WriteRecords } from '../../src/domain/write-record.ts';

export function createInMemoryWrites(): WriteRecords {
  const held = new Map<string, WriteRecord>();
  const change = (place: string, changes: Partial<WriteRecord>): void => {
    const record = held.get(place);
    if (record) held.set(place, { ...record, ...changes });
  };
  return {
    find: async (place) => held.get(place) ?? null,
    async plan(place, { fingerprint, isRepeatable }) {
      const state = held.get(place)?.state ?? 'planned';
      if (!isRepeatable && state !== 'planned' && state !== 'refused') return false;
      held.set(place, { state: 'planned', fingerprint, sentAt: null, answer: null });
      return true;
    },
    async markSent(place) {
      change(place, { state: 'sent', sentAt: Date.now() });
      return true;
    },
    markUnsent: async (place) => change(place, { state: 'planned' }),
    settle: async (place, state, answer) => change(place, { state, answer }),
    async confirmOpen() {
      for (const [place, { state }] of held) {
        if (state === 'sent' || state === 'unknown') change(place, { state: 'confirmed' });
      }
    },
    clear: async () => held.clear(),
  };
}
