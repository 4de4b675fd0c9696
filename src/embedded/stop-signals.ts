// Ctrl-C and its like: the first asks for an orderly stop, a later one ends at once (the keepers then stop what is left).
// Must never take one Ctrl-C for two: the terminal sends it to every process of its group, and npm passes it on again.

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const sameSignalWithinMs = 1_000;

export type StopSignal = keyof typeof signalNumbers;

/**
 * Runs `stop` at the first signal and then ends the process, with `exitStatus`, or as a shell reports that signal.
 * Answers a function that takes the handlers away again.
 */
export function handleStopSignals(
  stop: (signal: StopSignal) => Promise<void>,
  options: {
    readonly exitStatus?: number | undefined;
    /** For the person at the terminal. */
    readonly log: (line: string) => void;
  },
): () => void {
  let firstAt: number | undefined;
  const handle = (signal: StopSignal) => {
    const status = options.exitStatus ?? 128 + signalNumbers[signal];
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      options.log('stopping; once more to stop at once');
      stop(signal).then(
        () => process.exit(status),
        (error: Error) => {
          options.log(`could not stop in order: ${error.message}`);
          process.exit(1);
        },
      );
    } else if (now - firstAt > sameSignalWithinMs) {
      process.exit(128 + signalNumbers[signal]);
    }
  };
  const signals = Object.keys(signalNumbers) as StopSignal[];
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}
