// What the sandbox's model says, turn by turn: a script, as data. Nothing here thinks; an agent under test meets exactly the
// answers, mistakes and outages its test wrote down.

import { z } from 'zod';

const call = z.strictObject({
  /** As the tools of the request name it; another name is a model's mistake like any other. */
  tool: z.string(),
  args: z.record(z.string(), z.unknown()).default({}),
  /** Sent in place of `args`, character by character: JSON that is none. */
  rawArguments: z.string().optional(),
});

const turn = z.strictObject({
  /** In parallel, as models do. None: the model says it is finished. */
  calls: z.array(call).default([]),
  say: z.string().optional(),
  /** In place of `say`: this, as JSON. */
  sayJson: z.unknown().optional(),
  /** Real time before the answer. */
  delayMs: z.int().nonnegative().default(0),
  /** The first `times` requests of this turn are answered with the status instead. */
  refuse: z
    .strictObject({
      status: z.int().min(400).max(599),
      times: z.int().positive().default(1),
      retryAfterSeconds: z.number().optional(),
    })
    .optional(),
  /** `length`: cut off at its output limit, whatever it says. */
  finish: z.enum(['stop', 'length']).default('stop'),
  /** In place of what is counted. */
  usage: z
    .strictObject({ promptTokens: z.int().nonnegative(), completionTokens: z.int().nonnegative() })
    .optional(),
});

export const modelScriptSchema = z.strictObject({
  turns: z.array(turn).min(1).max(500),
  /** After the last turn: say it is done, or do the last turn again and again. */
  afterwards: z.enum(['done', 'repeat_last']).default('done'),
});

export type ModelScript = z.output<typeof modelScriptSchema>;
export type ScriptedTurn = ModelScript['turns'][number];

const nothingMore: ScriptedTurn = { calls: [], say: 'Done.', delayMs: 0, finish: 'stop' };

/** `answered`: how many turns the conversation has already. */
export function turnOf({ turns, afterwards }: ModelScript, answered: number): ScriptedTurn {
  return turns[answered] ?? (afterwards === 'repeat_last' ? turns.at(-1)! : nothingMore);
}

/**
 * The line `script: …` of a system message chooses: the name of a script that was set by control, or a script itself as JSON.
 * Null: no such line.
 */
export function scriptLineOf(system: readonly string[]): string | null {
  for (const text of system) {
    const line = /^script: *(.+)$/m.exec(text);
    if (line) return line[1]!.trim();
  }
  return null;
}
