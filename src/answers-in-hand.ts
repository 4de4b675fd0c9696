// Answers of token endpoints that are here and not stored yet. A process that is told to stop ends when its time is over,
// but never while it holds one: a refresh token that was rotated exists nowhere else.

export interface AnswersInHand {
  /** Answers a function that says it is stored, or given up with its failure reported. */
  take(): () => void;
  count(): number;
  /** Settles when there is none. */
  none(): Promise<void>;
}

export function createAnswersInHand(): AnswersInHand {
  let held = 0;
  let waiting: (() => void)[] = [];
  return {
    take() {
      let isHeld = true;
      held += 1;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        held -= 1;
        if (held > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      };
    },
    count: () => held,
    none: () => (held === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
