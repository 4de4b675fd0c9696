// Records of the writes of a call that nobody can make again: one outside of any run, without an Idempotency-Key. They end
// with it. Never for a run.

import type { WriteRecord, WriteRecords } from '../../src/domain/write-record.ts';

export function createInMemoryWrites(): WriteRecords {
  const held = new Map<string, WriteRecord>();
  /** Planned again after a time that may have made them. */
  const mayBeMade = new Set<string>();
  const change = (place: string, changes: Partial<WriteRecord>): void => {
    const record = held.get(place);
    if (record) held.set(place, { ...record, ...changes });
  };
  const unlessMade = <State extends WriteRecord['state']>(place: string, state: State): State | 'unknown' =>
    mayBeMade.has(place) ? 'unknown' : state;
  return {
    find: async (place) => held.get(place) ?? null,
    async plan(place, { fingerprint, isRepeatable }) {
      const before = held.get(place);
      const state = before?.state ?? 'planned';
      if (!isRepeatable && state !== 'planned' && state !== 'refused') return false;
      const isOpen =
        state === 'sent' || state === 'unknown' || (mayBeMade.has(place) && state !== 'confirmed');
      if (isOpen && before?.fingerprint === fingerprint) mayBeMade.add(place);
      else mayBeMade.delete(place);
      held.set(place, { state: unlessMade(place, 'planned'), fingerprint, sentAt: null, answer: null });
      return true;
    },
    async markSent(place) {
      change(place, { state: 'sent', sentAt: Date.now() });
      return true;
    },
    markUnsent: async (place) => change(place, { state: unlessMade(place, 'planned') }),
    settle: async (place, state, answer) =>
      change(place, { state: state === 'refused' ? unlessMade(place, state) : state, answer }),
    async confirmOpen() {
      for (const [place, { state }] of held) {
        if (state === 'sent' || state === 'unknown') change(place, { state: 'confirmed' });
      }
    },
    async clear() {
      held.clear();
      mayBeMade.clear();
    },
  };
}
