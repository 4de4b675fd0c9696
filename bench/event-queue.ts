// A queue by time for simulations: the earliest first, and of equal ones the first added.

interface Entry<T> {
  readonly at: number;
  readonly order: number;
  readonly value: T;
}

export class EventQueue<T> {
  /** A binary heap: every entry is before its two children (2i + 1, 2i + 2). */
  readonly #heap: Entry<T>[] = [];
  #added = 0;

  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  add(at: number, value: T): void {
    const heap = this.#heap;
    heap.push({ at, order: this.#added++, value });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  take(): T | null {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined) return null;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.value;
  }

  /** The next one that is due. */
  takeUntil(now: number): T | null {
    return this.nextAt !== null && this.nextAt <= now ? this.take() : null;
  }

  #sink(): void {
    for (let parent = 0; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, least)) least = child;
      }
      if (least === parent) return;
      this.#swap(least, parent);
      parent = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one]!, this.#heap[other]!];
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one]!, this.#heap[other]!];
    this.#heap[one] = b;
    this.#heap[other] = a;
  }
}
