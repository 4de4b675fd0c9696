// How many calls may wait in a worker at a time. A waiting call keeps its place there, and a worker has so many: what waits for one
// provider must not leave none for calls of the others. Turned away, a call is made again later; in the line of its limit it loses
// nothing by that, for turns are the tenant's.

export interface Places {
  /** Gives a place back when it is called; null: there is none for this tenant now. */
  take(tenant: string): (() => void) | null;
}

export function createPlaces(most: number): Places {
  const waiting = new Map<string, number>();
  let total = 0;
  return {
    take(tenant) {
      const own = waiting.get(tenant) ?? 0;
      const share = Math.max(1, Math.floor(most / (waiting.size + (own === 0 ? 1 : 0))));
      // A tenant with less than its share gets a place though all are taken: those that have more make room as they go.
      if (total >= most && own >= share) return null;
      total += 1;
      waiting.set(tenant, own + 1);
      return () => {
        total -= 1;
        const left = waiting.get(tenant)! - 1;
        if (left === 0) waiting.delete(tenant);
        else waiting.set(tenant, left);
      };
    },
  };
}

export const endlessPlaces: Places = { take: () => () => {} };
