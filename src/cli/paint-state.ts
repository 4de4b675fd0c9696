// The color of a state: green is well, yellow waits, red needs somebody, dim is over. The word itself always says it too.

import type { Screen } from './screen.ts';

const good = ['active', 'complete', 'complete_late', 'delivered', 'holds', 'ok', 'good'];
const waiting = ['held', 'paused', 'pending', 'incomplete', 'warning', 'at_risk', 'waiting', 'unanswered'];
const bad = ['reauth_required', 'failed', 'dead', 'broken', 'looks_dead', 'will_not_survive'];
const over = ['disconnected', 'cancelled', 'skipped'];

export function paintState({ colors }: Pick<Screen, 'colors'>, state: string, text = state): string {
  if (good.includes(state)) return colors.green(text);
  if (waiting.includes(state)) return colors.yellow(text);
  if (bad.includes(state)) return colors.red(text);
  return over.includes(state) ? colors.dim(text) : text;
}
