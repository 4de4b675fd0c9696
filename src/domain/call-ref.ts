// Which call of an agent's run: by its turn and its place in it.

/** Both count from 1. */
export interface CallRef {
  readonly turn: number;
  readonly call: number;
}

/** Names a call's rows, wherever a step's id may stand. */
export const callIdOf = ({ turn, call }: CallRef): string => `t${turn}.${call}`;
export const turnIdOf = (turn: number): string => `turn-${turn}`;
