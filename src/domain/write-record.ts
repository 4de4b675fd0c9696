// What is known of a request that changes something at a provider. Written down before it is sent, because afterwards the
// one who sent it may be gone.

/**
 * `planned`: certainly not made. `sent`: on its way, or its sender died. `confirmed`: the provider said so, or it was looked
 * up. `unknown`: sent, and no answer says how it ended; it stays so while a repetition is only planned. `refused`: the provider said
 * no; nothing was changed.
 */
export const writeStates = ['planned', 'sent', 'confirmed', 'unknown', 'refused'] as const;
export type WriteState = (typeof writeStates)[number];

/** What an execution passes on its way through a write; tests kill a worker there. */
export type WritePoint = 'write.planned' | 'write.sending' | 'write.answered' | 'write.confirmed';

export interface WriteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WriteRecord {
  readonly state: WriteState;
  readonly fingerprint: string;
  readonly sentAt: number | null;
  readonly answer: WriteAnswer | null;
}

export interface WritePlan {
  readonly method: string;
  readonly fingerprint: string;
  /** It may be made again although it was sent before: the provider knows it by its key. */
  readonly isRepeatable: boolean;
}

/** The records of one call, opened for one execution of it. A `place` says which of the call's requests. */
export interface WriteRecords {
  find(place: string): Promise<WriteRecord | null>;
  /** False: another execution has sent it meanwhile, and it may not be made again. */
  plan(place: string, plan: WritePlan): Promise<boolean>;
  /** False: another execution has planned it meanwhile, and this one must not send. */
  markSent(place: string): Promise<boolean>;
  /** This time it was certainly not made, whatever was tried; `unknown` where an earlier time may have made it. */
  markUnsent(place: string): Promise<void>;
  /** A refused repetition stays `unknown`, for an earlier time may have made it. */
  settle(
    place: string,
    state: 'confirmed' | 'unknown' | 'refused',
    answer: WriteAnswer | null,
  ): Promise<void>;
  /** The call has ended well, so what was open has been proven by other means. */
  confirmOpen(): Promise<void>;
  /** The call starts over, as another one. */
  clear(): Promise<void>;
}
